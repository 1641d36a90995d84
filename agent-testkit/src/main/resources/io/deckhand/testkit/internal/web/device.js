// One device: its state, what one does with it, and its views.
import { html } from './html.js';
import { service } from './api.js';
import { go, to } from './route.js';
import { useHub } from './store.js';
import { Action, Ago, Copy, Empty, Pill, Tabs, time } from './ui.js';
import { Twin } from './twin.js';
import { Telemetry } from './telemetry.js';
import { Method } from './method.js';
import { Message } from './message.js';
import { Faults } from './faults.js';
import { Log } from './log.js';

const VIEWS = { twin: ['Twin', Twin], telemetry: ['Telemetry', Telemetry], method: ['Method', Method], message: ['Message', Message], faults: ['Faults', Faults], log: ['Log', Log] };

export const knownTab = (tab) => (tab in VIEWS ? tab : 'twin');

export function Device({ id, tab }) {
  const { devices, hub } = useHub();
  const device = devices.get(id);
  if (!device) {
    return html`<${Empty} title=${`There is no device ${id}`}>It may have been deleted. <a href=${to('telemetry')}>Back to all devices</a><//>`;
  }
  const [, View] = VIEWS[tab];
  return html`
    <header class="view-head">
      <div>
        <h1>${id}</h1>
        <p class="facts">
          <${Pill} kind=${device.connected ? 'good' : ''}>${device.connected ? `connected over ${device.protocol}` : 'not connected'}<//>
          ${!device.enabled && html` <${Pill} kind="bad">disabled<//>`}
          ${device.since && html` <span class="hint">${device.connected ? html`since ${time(device.since)}` : html`last seen <${Ago} instant=${device.since} />`}</span>`}
          ${device.modules > 0 && html` <span class="hint">${device.modules} module${device.modules === 1 ? '' : 's'}</span>`}
          ${device.modelId && html` <span class="hint">model <code>${device.modelId}</code></span>`}
        </p>
      </div>
      <div class="actions">
        <${Copy} text=${() => connectionString(hub, id)}>Copy connection string<//>
        <${Action} run=${() => enable(id, !device.enabled)}>${device.enabled ? 'Disable' : 'Enable'}<//>
        <${Action} confirm="Delete it and all that is kept of it" run=${() => remove(id)}>Delete<//>
      </div>
    </header>
    <${Tabs} label="Views of the device" current=${tab} tabs=${Object.entries(VIEWS).map(([name, [title]]) => ({
      name, title, href: to('device', id, name), count: name === 'message' ? device.pendingMessages : 0,
    }))} />
    <${View} key=${id} device=${device} />`;
}

async function connectionString(hub, id) {
  const { authentication } = await service('GET', ['devices', id]);
  const secret = authentication.type === 'sas' ? `SharedAccessKey=${authentication.symmetricKey.primaryKey}` : 'x509=true';
  return `HostName=${hub.hostName};DeviceId=${id};${secret}`;
}

async function enable(id, enabled) {
  const identity = await service('GET', ['devices', id]);
  await service('PUT', ['devices', id], { ...identity, status: enabled ? 'enabled' : 'disabled' }, { 'If-Match': '*' });
}

async function remove(id) {
  await service('DELETE', ['devices', id], undefined, { 'If-Match': '*' });
  go('telemetry');
}
