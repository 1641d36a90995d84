// The list of devices, with a filter, moved through with the arrow keys.
import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { service } from './api.js';
import { go, to } from './route.js';
import { Empty, Problem } from './ui.js';

const MOST_SHOWN = 300;

export function Devices({ devices, chosen, tab }) {
  const [filter, setFilter] = useState('');
  const [adding, setAdding] = useState(false);
  const input = useRef(null);
  useEffect(() => {
    const find = (event) => {
      if (event.key === '/' && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
        event.preventDefault();
        input.current.focus();
      }
    };
    addEventListener('keydown', find);
    return () => removeEventListener('keydown', find);
  }, []);
  const matching = [...devices.values()]
    .filter(({ deviceId }) => deviceId.toLowerCase().includes(filter.toLowerCase()))
    .sort((a, b) => a.deviceId.localeCompare(b.deviceId, undefined, { numeric: true }));
  return html`
    <div class="side-head">
      <h2>Devices <span class="count">${devices.size}</span></h2>
      <button type="button" class="plain" aria-expanded=${adding} onClick=${() => setAdding(!adding)}>New</button>
    </div>
    ${adding && html`<${NewDevice} done=${() => setAdding(false)} />`}
    <input ref=${input} type="search" aria-label="Filter devices" placeholder="Filter devices  ( / )" value=${filter} onInput=${(event) => setFilter(event.target.value)} />
    ${devices.size === 0
      ? html`<${Empty} title="No device yet">Press New, or start the hub with <code>--device ID</code>.<//>`
      : matching.length === 0
        ? html`<${Empty} title="No device matches" />`
        : html`<ul class="devices" onKeyDown=${move}>${matching.slice(0, MOST_SHOWN).map((device) => html`
            <li key=${device.deviceId}>
              <a href=${to('device', device.deviceId, tab)} aria-current=${device.deviceId === chosen ? 'page' : undefined}>
                <span class="dot ${dot(device)}" aria-hidden="true"></span>
                <span class="id">${device.deviceId}</span>
                <span class="sr-only">${dot(device) === 'off' ? 'not connected' : dot(device)}</span>
              </a>
            </li>`)}</ul>`}
    ${matching.length > MOST_SHOWN && html`<p class="hint">${matching.length - MOST_SHOWN} more; filter to see them.</p>`}`;
}

const dot = ({ enabled, connected }) => (!enabled ? 'disabled' : connected ? 'connected' : 'off');

function move(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    const links = [...event.currentTarget.querySelectorAll('a')];
    links[Math.min(links.length - 1, Math.max(0, links.indexOf(document.activeElement) + step))]?.focus();
  }
}

function NewDevice({ done }) {
  const [id, setId] = useState('');
  const [failure, setFailure] = useState(null);
  const create = async (event) => {
    event.preventDefault();
    try {
      await service('PUT', ['devices', id], { deviceId: id });
      done();
      go('device', id, 'twin');
    } catch (problem) {
      setFailure(problem);
    }
  };
  return html`
    <form class="new-device" onSubmit=${create}>
      <input autofocus required aria-label="Id of the new device" placeholder="Device id" value=${id} onInput=${(event) => setId(event.target.value)} />
      <button class="primary">Create</button>
      <${Problem} failure=${failure} />
    </form>`;
}
