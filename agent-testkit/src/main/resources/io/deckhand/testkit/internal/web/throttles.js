// How often the hub serves each kind of operation.
import { html } from './html.js';
import { service } from './api.js';
import { useHub } from './store.js';
import { Action, Card, Pill } from './ui.js';

export function Throttles() {
  const throttles = useHub().hub?.throttles;
  if (!throttles) return html`<p class="loading">Reading …</p>`;
  const turn = html`
    <${Action} kind=${throttles.on ? '' : 'primary'} run=${() => service('PUT', ['$deckhand', 'throttles'], { on: !throttles.on })}>
      ${throttles.on ? 'Serve without limits' : 'Serve as one S1 unit does'}
    <//>`;
  return html`
    <${Card} title=${html`Throttles <${Pill} kind=${throttles.on ? 'warn' : ''}>${throttles.on ? 'on' : 'off'}<//>`} actions=${turn}>
      <p class="hint">${throttles.on
        ? 'One operation too many is refused with 429001; a device that sends it over MQTT loses its connection.'
        : 'Every operation is served. These would be the limits:'}</p>
      <table>
        <thead><tr><th>Operation</th><th>Limit</th><th>Left now</th></tr></thead>
        <tbody>${throttles.operations.map(({ name, limit, periodSeconds, left }) => html`
          <tr key=${name}>
            <td>${title(name)}</td><td class="dim">${limit} in ${periodSeconds === 1 ? 'a second' : `${periodSeconds} s`}</td>
            <td>${throttles.on ? html`<meter min="0" max=${limit} low=${limit * 0.2} value=${left}></meter> ${Math.floor(left)}` : html`<span class="dim">—</span>`}</td>
          </tr>`)}</tbody>
      </table>
    <//>`;
}

const title = (name) => name.charAt(0) + name.slice(1).toLowerCase().replaceAll('_', ' ');
