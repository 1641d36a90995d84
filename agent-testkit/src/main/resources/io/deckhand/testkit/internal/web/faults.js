// Faults at a click, for one device or for all, and those in force.
import { useState } from 'preact/hooks';
import { html } from './html.js';
import { service } from './api.js';
import { useHub } from './store.js';
import { Action, Card, Empty, Field, Pill, Problem } from './ui.js';

const PACKETS = ['CONNACK', 'PUBACK', 'SUBACK', 'TWIN_RESPONSE', 'METHOD_CALL', 'METHOD_ANSWER', 'CLOUD_MESSAGE'];

const order = (fault) => service('POST', ['$deckhand', 'faults'], fault);

const ONCE = [
  ['cut', 'Cut', 'Resets the connection, as a failing network does'],
  ['silence', 'Silence', 'Keeps the connection open but nothing passes any more'],
  ['steal', 'Steal', 'Ends the connection as if another client had come with the same id'],
  ['expire-tokens', 'Expire token', 'Ends the connection as an expired token does'],
];

const LASTING = [
  [{ fault: 'refuse-connections', code: 3 }, 'Refuse connections', 'New connections get CONNACK 3, server unavailable'],
  [{ fault: 'refuse-connections', code: 5 }, 'Refuse as unauthorized', 'New connections get CONNACK 5, not authorized'],
  [{ fault: 'throttle' }, 'Throttle', 'Every request is refused with 429001'],
  [{ fault: 'quota' }, 'Exceed quota', 'Every request is refused with 403002'],
];

const HUB_ONLY = [
  [{ fault: 'unanswered' }, 'Answer nobody', 'New connections get no answer, not even of TLS'],
  [{ fault: 'untrusted' }, 'Untrusted certificate', 'New connections see a certificate that no client trusts'],
  [{ fault: 'slow-handshakes', delayMillis: 5000 }, 'Slow handshakes', 'TLS waits for 5 s'],
  [{ fault: 'forget-sessions' }, 'Forget sessions', 'Subscriptions kept for devices are lost'],
];

const RESTARTS = [
  [{ fault: 'restart' }, 'Restart', 'Ends all connections and starts again with the same state'],
  [{ fault: 'new-authority' }, 'Restart with a new certificate', 'Clients that trust the old certificate authority cannot connect any more'],
];

export function Faults({ device }) {
  const of = (fault) => (device ? { ...fault, device: device.deviceId } : fault);
  return html`
    <${InForce} />
    <div class="columns two">
      <${Card} title=${device ? 'Once, to its connection' : 'Once, to every connection'}>
        <${Buttons} list=${ONCE.map(([fault, title, hint]) => [of({ fault }), title, hint])} />
      <//>
      <${Card} title="Until they are ended">
        <${Buttons} list=${LASTING.map(([fault, title, hint]) => [of(fault), title, hint])} />
      <//>
      <${PacketForm} of=${of} />
      ${!device && html`
        <${Card} title="The hub itself">
          <${Buttons} list=${HUB_ONLY} />
          <${Buttons} list=${RESTARTS} confirm="Yes, restart" />
        <//>`}
    </div>`;
}

const Buttons = ({ list, confirm }) => html`
  <ul class="fault-list">
    ${list.map(([fault, title, hint]) => html`
      <li key=${title}><${Action} run=${() => order(fault)} confirm=${confirm}>${title}<//><span class="hint">${hint}</span></li>`)}
  </ul>`;

function InForce() {
  const faults = useHub().hub?.faults ?? [];
  const end = html`<${Action} kind="primary" disabled=${faults.length === 0} run=${() => order({ fault: 'clear' })}>End all<//>`;
  return html`
    <${Card} title="In force" actions=${end} kind=${faults.length > 0 ? 'alert' : ''}>
      ${faults.length === 0
        ? html`<${Empty} title="No fault is in force" />`
        : html`<ul class="differences" aria-live="polite">${faults.map((fault, index) => html`
            <li key=${index}>
              <${Pill} kind="warn">${fault.fault}<//> ${fault.device ? html`<code>${fault.device}</code>` : 'all devices'}
              ${' '}<span class="hint">${details(fault)}</span>
            </li>`)}</ul>`}
    <//>`;
}

/** What the hub says of a fault, beside its name and device. */
function details({ fault, device, packet, code, delayMillis, after, times, probability, strikes }) {
  return [
    packet,
    code && `code ${code}`,
    delayMillis && `${delayMillis} ms`,
    after && `after ${after}`,
    times && `at most ${times}`,
    probability && `${Math.round(probability * 100)} %`,
    strikes !== undefined && `struck ${strikes} so far`,
  ].filter(Boolean).join(' · ');
}

function PacketForm({ of }) {
  const [fault, setFault] = useState('drop');
  const [packet, setPacket] = useState('PUBACK');
  const [delay, setDelay] = useState(2000);
  const [times, setTimes] = useState('');
  const [share, setShare] = useState(100);
  const [failure, setFailure] = useState(null);
  const begin = (event) => {
    event.preventDefault();
    setFailure(null);
    order(of({
      fault,
      packet,
      ...(fault === 'delay' && { delayMillis: Number(delay) }),
      ...(times !== '' && { times: Number(times) }),
      ...(share < 100 && { probability: share / 100, seed: 1 }),
    })).catch(setFailure);
  };
  return html`
    <${Card} title="Certain packets">
      <form onSubmit=${begin}>
        <div class="row">
          <${Field} label="What happens">
            <select value=${fault} onChange=${(event) => setFault(event.target.value)}>
              <option value="drop">Lost</option><option value="delay">Late</option><option value="duplicate">Twice</option><option value="cut-at">Cuts the connection</option>
            </select>
          <//>
          <${Field} label="To which packets">
            <select value=${packet} onChange=${(event) => setPacket(event.target.value)}>${PACKETS.map((name) => html`<option key=${name}>${name}</option>`)}</select>
          <//>
          ${fault === 'delay' && html`<${Field} label="Milliseconds late"><input type="number" min="0" value=${delay} onInput=${(event) => setDelay(event.target.value)} /><//>`}
          <${Field} label="How many" hint="Empty: all"><input type="number" min="1" value=${times} onInput=${(event) => setTimes(event.target.value)} /><//>
          <${Field} label="Percent of them"><input type="number" min="1" max="100" value=${share} onInput=${(event) => setShare(Number(event.target.value))} /><//>
        </div>
        <${Problem} failure=${failure} />
        <div class="buttons"><button>Begin</button></div>
      </form>
    <//>`;
}
