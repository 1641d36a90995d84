// Telemetry as it comes: a plot and a table, of one device or of all.
import { useState } from 'preact/hooks';
import { html } from './html.js';
import { pretty } from './json.js';
import { clearTelemetry, useHub } from './store.js';
import { to } from './route.js';
import { Card, Empty, time } from './ui.js';
import { Plot } from './plot.js';

const MOST_ROWS = 100;

export function Telemetry({ device }) {
  const { telemetry, omitted } = useHub();
  const [frozen, setFrozen] = useState(null);
  const all = frozen ?? telemetry;
  const messages = device ? all.filter((message) => message.deviceId === device.deviceId) : all;
  const actions = html`
    <button type="button" class="plain" aria-pressed=${frozen !== null} onClick=${() => setFrozen(frozen ? null : telemetry)}>
      ${frozen ? 'Resume' : 'Pause'}
    </button>
    <button type="button" class="plain" onClick=${() => (setFrozen(null), clearTelemetry())}>Clear</button>`;
  return html`
    <${Card} title="Plot" actions=${actions}><${Plot} messages=${messages} /><//>
    <${Card} title=${html`Messages <span class="version">${count(messages.length)}</span>`}>
      ${omitted > 0 && html`<p class="hint">${omitted} more came too fast to show. An Event Hubs reader or <code>monitor</code> gets them all.</p>`}
      ${messages.length === 0 ? html`<${None} device=${device} />` : html`<${Table} messages=${messages} all=${!device} />`}
    <//>`;
}

const count = (messages) => (messages > MOST_ROWS ? `the last ${MOST_ROWS} of ${messages}` : messages);

const None = ({ device }) => html`
  <${Empty} title="No telemetry yet">
    ${device ? html`Messages of <code>${device.deviceId}</code> show up here as they come.` : 'Messages of all devices show up here as they come.'}
  <//>`;

const Table = ({ messages, all }) => html`
  <div class="scroll" tabindex="0" role="region" aria-label="Messages">
    <table>
      <thead><tr><th>Time</th>${all && html`<th>Device</th>`}<th>Message id</th><th>Body</th><th>Properties</th></tr></thead>
      <tbody>${messages.slice(-MOST_ROWS).reverse().map((message) => html`<${Row} key=${message.key} message=${message} all=${all} />`)}</tbody>
    </table>
  </div>`;

function Row({ message, all }) {
  const [open, setOpen] = useState(false);
  const text = message.bodyBase64 !== undefined ? `base64: ${message.bodyBase64}` : typeof message.body === 'string' ? message.body : JSON.stringify(message.body);
  return html`
    <tr>
      <td>${time(message.enqueuedTime)}</td>
      ${all && html`<td><a href=${to('device', message.deviceId, 'telemetry')}>${message.deviceId}</a>${message.moduleId && ` / ${message.moduleId}`}</td>`}
      <td class="dim">${message.messageId ?? '—'}</td>
      <td class="body"><button type="button" class="unfold" aria-expanded=${open} onClick=${() => setOpen(!open)}><code>${text}</code></button></td>
      <td class="dim">${Object.entries(message.properties).map(([name, value]) => html`<span class="tag" key=${name}>${name}=${value}</span>`)}</td>
    </tr>
    ${open && html`<tr class="detail"><td colspan=${all ? 5 : 4}>
      <pre class="code">${typeof message.body === 'string' ? message.body : pretty(message.body)}</pre>
      <pre class="code soft">${pretty(message.systemProperties)}</pre>
    </td></tr>`}`;
}
