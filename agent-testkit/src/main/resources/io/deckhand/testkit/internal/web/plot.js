// Numeric fields of telemetry over time, drawn by uPlot.
import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { numbers } from './json.js';
import { Empty } from './ui.js';

const HEIGHT = 260;
const MOST_SERIES = 8;
const COLORS = ['--plot-1', '--plot-2', '--plot-3', '--plot-4', '--plot-5', '--plot-6', '--plot-7', '--plot-8'];

/** {@return the names of all numeric fields, the most frequent first} */
export function fieldsOf(messages) {
  const counts = new Map();
  messages.forEach(({ body }) => Object.keys(numbers(body)).forEach((name) => counts.set(name, (counts.get(name) ?? 0) + 1)));
  return [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}

/** The values of a field, a series for each device, on one axis of time. */
function seriesOf(messages, field) {
  const points = messages
    .map((message) => ({ at: Date.parse(message.enqueuedTime) / 1000, device: message.deviceId, value: numbers(message.body)[field] }))
    .filter(({ value }) => value !== undefined)
    .sort((a, b) => a.at - b.at);
  const devices = [...new Set(points.map(({ device }) => device))].slice(0, MOST_SERIES);
  const data = [points.map(({ at }) => at), ...devices.map((name) => points.map(({ device, value }) => (device === name ? value : undefined)))];
  return { devices, data };
}

export function Plot({ messages }) {
  const fields = fieldsOf(messages);
  const [chosen, setChosen] = useState(null);
  const field = fields.includes(chosen) ? chosen : fields[0];
  if (fields.length === 0) {
    return html`<${Empty} title="Nothing to plot yet">Numbers in JSON bodies are plotted, such as <code>{"temperature": 21.5}</code>.<//>`;
  }
  return html`
    <div class="plot-head" role="radiogroup" aria-label="Field to plot">
      ${fields.slice(0, 12).map((name) => html`
        <label key=${name} class="choice">
          <input type="radio" name="plot-field" checked=${name === field} onChange=${() => setChosen(name)} /><span>${name}</span>
        </label>`)}
    </div>
    <${Chart} field=${field} ...${seriesOf(messages, field)} />`;
}

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString([], { hour12: false });

function options(width, field, devices) {
  const line = { stroke: color('--text-soft'), grid: { stroke: color('--line'), width: 1 }, ticks: { stroke: color('--line'), width: 1 } };
  return {
    width,
    height: HEIGHT,
    scales: { x: { time: true } },
    axes: [{ ...line, space: 90, values: (plot, ticks) => ticks.map(clock) }, { ...line, size: 60 }],
    series: [
      { label: 'Time', value: (plot, at) => (at === null ? '—' : clock(at)) },
      ...devices.map((device, index) => ({
        label: devices.length === 1 ? field : device,
        stroke: color(COLORS[index]),
        width: 2,
        spanGaps: true,
        value: (plot, value) => value ?? '—',
        points: { size: 5 },
      })),
    ],
  };
}

function Chart({ field, devices, data }) {
  const place = useRef(null);
  const plot = useRef(null);
  const look = `${field}|${devices.join('|')}|${document.documentElement.dataset.theme ?? ''}|${matchMedia('(prefers-color-scheme: dark)').matches}`;
  useEffect(() => {
    plot.current = new uPlot(options(place.current.clientWidth, field, devices), data, place.current);
    const resize = new ResizeObserver(() => plot.current.setSize({ width: place.current.clientWidth, height: HEIGHT }));
    resize.observe(place.current);
    return () => {
      resize.disconnect();
      plot.current.destroy();
    };
  }, [look]);
  useEffect(() => plot.current.setData(data), [data]);
  return html`<div class="plot" ref=${place} role="img" aria-label=${`${field} over time of ${devices.join(', ')}`}></div>`;
}
