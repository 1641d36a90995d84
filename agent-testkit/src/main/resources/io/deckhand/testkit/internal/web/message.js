// Sends a cloud-to-device message.
import { useState } from 'preact/hooks';
import { html } from './html.js';
import { service } from './api.js';
import { Action, Card, Editor, Empty, Field, Problem, time } from './ui.js';

const sent = new Map();

/** Lines of `name=value`; what has no `=` is a property without a value. */
const properties = (text) =>
  Object.fromEntries(text.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => {
    const cut = line.indexOf('=');
    return cut < 0 ? [line, ''] : [line.slice(0, cut).trim(), line.slice(cut + 1).trim()];
  }));

export function Message({ device }) {
  const id = device.deviceId;
  const [body, setBody] = useState('');
  const [extra, setExtra] = useState('');
  const [contentType, setContentType] = useState('');
  const [failure, setFailure] = useState(null);

  const send = async (event) => {
    event?.preventDefault();
    setFailure(null);
    try {
      const message = { body, properties: properties(extra), ...(contentType && { contentType }) };
      const answer = await service('POST', ['$deckhand', 'messages', id], message);
      sent.set(id, [{ ...message, messageId: answer.messageId, at: new Date().toISOString() }, ...(sent.get(id) ?? [])].slice(0, 20));
      setBody('');
    } catch (problem) {
      setFailure(problem);
    }
  };

  return html`
    <div class="columns two">
      <${Card} title="Send a cloud-to-device message">
        <form onSubmit=${send}>
          <${Field} label="Body"><${Editor} label="Body" value=${body} onInput=${setBody} onSend=${send} rows="4" /><//>
          <${Field} label="Properties" hint="One a line, name=value">
            <${Editor} label="Properties" value=${extra} onInput=${setExtra} onSend=${send} rows="3" />
          <//>
          <${Field} label="Content type">
            <input value=${contentType} placeholder="application/json" list="content-types" onInput=${(event) => setContentType(event.target.value)} />
          <//>
          <datalist id="content-types"><option value="application/json" /><option value="text/plain" /></datalist>
          <${Problem} failure=${failure} />
          <div class="buttons"><button class="primary">Send</button><span class="hint">Ctrl+Enter sends</span></div>
        </form>
      <//>
      <${Card} title="Sent" actions=${device.pendingMessages > 0 && html`
        <${Action} confirm="Delete them" run=${() => service('DELETE', ['devices', id, 'commands'])}>Purge ${device.pendingMessages} waiting<//>`}>
        <p class="hint" aria-live="polite">${waiting(device)}</p>
        ${(sent.get(id) ?? []).length === 0
          ? html`<${Empty} title="Nothing sent yet" />`
          : html`<ol class="answers">${sent.get(id).map((message) => html`
              <li key=${message.messageId}>
                <p class="answer-head">${time(message.at)} <code>${message.messageId}</code></p>
                <pre class="code">${message.body === '' ? '(empty)' : message.body}</pre>
              </li>`)}</ol>`}
      <//>
    </div>`;
}

function waiting({ pendingMessages, connected }) {
  if (pendingMessages === 0) return 'No message waits for the device.';
  const many = pendingMessages === 1 ? '1 message waits' : `${pendingMessages} messages wait`;
  return `${many} for the device${connected ? ' to complete' : ', which is not connected'}.`;
}
