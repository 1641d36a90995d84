// Who connected, who went, who was refused and why.
import { useState } from 'preact/hooks';
import { html } from './html.js';
import { useHub } from './store.js';
import { to } from './route.js';
import { Card, Empty, Pill, time } from './ui.js';

const KINDS = { connected: ['good', 'connected'], disconnected: ['', 'ended'], refused: ['bad', 'refused'] };
const MOST_ROWS = 300;

export function Log({ device }) {
  const { journal, devices } = useHub();
  const [only, setOnly] = useState('all');
  const entries = journal.filter((entry) => (only === 'all' || entry.kind === 'refused') && (!device || entry.client === device.deviceId));
  const choose = html`
    <div role="radiogroup" aria-label="What to show" class="plot-head">
      ${[['all', 'All'], ['refused', 'Refusals']].map(([name, title]) => html`
        <label key=${name} class="choice"><input type="radio" name="log-kind" checked=${only === name} onChange=${() => setOnly(name)} /><span>${title}</span></label>`)}
    </div>`;
  return html`
    <${Card} title="Connections and refusals" actions=${choose}>
      ${entries.length === 0
        ? html`<${Empty} title=${only === 'refused' ? 'Nobody was refused' : 'Nobody has connected yet'}>Connections, their ends and refusals of all protocols show up here, with the reason.<//>`
        : html`
          <div class="scroll" tabindex="0" role="region" aria-label="Connections and refusals">
            <table>
              <thead><tr><th>Time</th><th>What</th><th>Who</th><th>Over</th><th>Detail</th></tr></thead>
              <tbody>${entries.slice(-MOST_ROWS).reverse().map((entry) => html`
                <tr key=${entry.number}>
                  <td>${time(entry.time)}</td>
                  <td><${Pill} kind=${KINDS[entry.kind][0]}>${KINDS[entry.kind][1]}<//></td>
                  <td>${entry.client === null ? html`<span class="dim">not named</span>` : devices.has(entry.client) ? html`<a href=${to('device', entry.client, 'twin')}>${entry.client}</a>` : entry.client}</td>
                  <td class="dim">${entry.protocol}</td>
                  <td class="wrap">${entry.detail}</td>
                </tr>`)}</tbody>
            </table>
          </div>`}
    <//>`;
}
