// Calls a direct method of a device and shows its answers.
import { useState } from 'preact/hooks';
import { html } from './html.js';
import { service } from './api.js';
import { pretty, read } from './json.js';
import { Card, Editor, Empty, Field, Pill, time } from './ui.js';

// Kept by device while the page is open.
const calls = new Map();

export function Method({ device }) {
  const id = device.deviceId;
  const [name, setName] = useState(calls.get(id)?.[0]?.name ?? '');
  const [payload, setPayload] = useState('{}');
  const [timeout, setTimeout] = useState(30);
  const [busy, setBusy] = useState(false);
  const [, redraw] = useState(0);
  const wanted = payload.trim() === '' ? { value: undefined } : read(payload);
  const known = [...new Set((calls.get(id) ?? []).map((call) => call.name))];

  const call = async (event) => {
    event?.preventDefault();
    if (busy || wanted.problem || name.trim() === '') return;
    setBusy(true);
    const began = performance.now();
    const request = {
      methodName: name.trim(),
      responseTimeoutInSeconds: Number(timeout),
      connectTimeoutInSeconds: 0,
      ...(wanted.value === undefined ? {} : { payload: wanted.value }),
    };
    const outcome = await service('POST', ['twins', id, 'methods'], request).then(
      (answer) => ({ status: answer.status, payload: answer.payload }),
      (failure) => ({ failure }),
    );
    const entry = { ...outcome, name: name.trim(), at: new Date().toISOString(), millis: performance.now() - began };
    calls.set(id, [entry, ...(calls.get(id) ?? [])].slice(0, 20));
    setBusy(false);
    redraw((count) => count + 1);
  };

  return html`
    <div class="columns two">
      <${Card} title="Call a direct method">
        <form onSubmit=${call}>
          <${Field} label="Method">
            <input name="method" list="methods" required value=${name} placeholder="reboot" autocomplete="off"
              onInput=${(event) => setName(event.target.value)} />
          <//>
          <datalist id="methods">${known.map((method) => html`<option key=${method} value=${method} />`)}</datalist>
          <${Field} label="Payload, JSON">
            <${Editor} label="Payload" value=${payload} onInput=${setPayload} onSend=${call} problem=${wanted.problem} />
          <//>
          <${Field} label="Seconds to wait for the answer" hint="5 to 300">
            <input type="number" min="5" max="300" value=${timeout} onInput=${(event) => setTimeout(event.target.value)} />
          <//>
          <div class="buttons">
            <button class="primary" disabled=${busy || Boolean(wanted.problem) || name.trim() === ''}>${busy ? 'Waiting for the device …' : 'Call'}</button>
            <span class="hint">Ctrl+Enter calls</span>
          </div>
        </form>
      <//>
      <${Card} title="Answers">
        ${(calls.get(id) ?? []).length === 0
          ? html`<${Empty} title="No call yet">The device must be connected and have subscribed to direct methods.<//>`
          : html`<ol class="answers" aria-live="polite">${calls.get(id).map((entry) => html`<${Answer} key=${entry.at} ...${entry} />`)}</ol>`}
      <//>
    </div>`;
}

const Answer = ({ name, status, payload, failure, at, millis }) => html`
  <li>
    <p class="answer-head">
      ${failure ? html`<${Pill} kind="bad">not answered<//>` : html`<${Pill} kind=${status < 400 ? 'good' : 'warn'}>${status}<//>`}
      <code>${name}</code><span class="hint">${time(at)} · ${Math.round(millis)} ms</span>
    </p>
    ${failure
      ? html`<p class="problem">${failure.message}${failure.code && html` <code>${failure.code}</code>`}</p>`
      : html`<pre class="code">${pretty(payload ?? null)}</pre>`}
  </li>`;
