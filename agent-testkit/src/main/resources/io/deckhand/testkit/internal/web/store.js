// What the page knows of the hub, kept up to date by the stream of events. Components re-render once for each frame.
import { useEffect, useState } from 'preact/hooks';
import { follow } from './api.js';

const MOST_MESSAGES = 2000;
const MOST_ENTRIES = 1000;

export const state = {
  live: 'connecting',
  hub: null,
  devices: new Map(),
  telemetry: [],
  omitted: 0,
  journal: [],
};

const listeners = new Set();
let scheduled = false;

function changed() {
  if (!scheduled) {
    scheduled = true;
    setTimeout(() => {
      scheduled = false;
      listeners.forEach((listener) => listener((count) => count + 1));
    }, 16);
  }
}

/** Lets a component follow the state. */
export function useHub() {
  const [, redraw] = useState(0);
  useEffect(() => {
    listeners.add(redraw);
    return () => listeners.delete(redraw);
  }, []);
  return state;
}

export function clearTelemetry() {
  state.telemetry = [];
  state.omitted = 0;
  changed();
}

export function start() {
  follow({
    open: () => set({ live: 'live' }),
    lost: (refused) => set({ live: refused ? 'refused' : 'lost' }),
    // The hub tells everything again on each new stream.
    begin: () => set({ devices: new Map(), telemetry: [], omitted: 0, journal: [] }),
    hub: (hub) => set({ hub }),
    devices: keepDevices,
    telemetry: ({ messages, omitted }) => {
      state.omitted += omitted;
      set({ telemetry: newest(state.telemetry, messages.map(keyed), MOST_MESSAGES) });
    },
    journal: ({ entries }) => set({ journal: newest(state.journal, entries, MOST_ENTRIES) }),
  });
}

function set(part) {
  Object.assign(state, part);
  changed();
}

function keepDevices({ devices, removed }) {
  const all = new Map(state.devices);
  devices.forEach((device) => all.set(device.deviceId, device));
  removed.forEach((id) => all.delete(id));
  set({ devices: all });
}

let lastKey = 0;
const keyed = (message) => ({ ...message, key: (lastKey += 1) });

const newest = (before, more, most) => (more.length === 0 ? before : [...before, ...more].slice(-most));
