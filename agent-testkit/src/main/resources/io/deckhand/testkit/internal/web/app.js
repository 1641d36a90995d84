// The page: a list of devices on the left, the chosen view on the right.
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { start, useHub } from './store.js';
import { to, useRoute } from './route.js';
import { Device, knownTab } from './device.js';
import { Devices } from './devices.js';
import { Telemetry } from './telemetry.js';
import { Log } from './log.js';
import { Faults } from './faults.js';
import { Throttles } from './throttles.js';

const HUB_VIEWS = {
  telemetry: ['Telemetry', 'Telemetry of all devices', Telemetry],
  log: ['Log', 'Log', Log],
  faults: ['Faults', 'Faults', Faults],
  throttles: ['Throttles', 'Throttles', Throttles],
};

const LIVE = {
  connecting: ['', 'Connecting …'],
  live: ['good', 'Live'],
  lost: ['warn', 'The hub does not answer. Trying again …'],
  refused: ['bad', 'This link is from an earlier start of the hub. Open the one it printed last.'],
};

function App() {
  const path = useRoute();
  const { hub, devices, live } = useHub();
  const inDevice = path[0] === 'device' && path[1] !== undefined;
  const view = path[0] in HUB_VIEWS ? path[0] : 'telemetry';
  const tab = knownTab(path[2]);
  useEffect(() => {
    document.title = `${inDevice ? path[1] : HUB_VIEWS[view][0]} · Deckhand local hub`;
  }, [inDevice, path[1], view]);
  return html`
    <a class="skip" href="#content" onClick=${(event) => (event.preventDefault(), document.getElementById('content').focus())}>Skip to the view</a>
    <header class="top">
      <a class="brand" href=${to('telemetry')}><img src="assets/icon.svg" alt="" width="26" height="26" /> Deckhand <span>local hub</span></a>
      ${hub && html`<span class="host">${hub.hostName}</span>`}
      <span class="live ${LIVE[live][0]}" role="status">${LIVE[live][1]}</span>
      <${Theme} />
    </header>
    <div class="frame">
      <aside class="side">
        <nav class="hub-nav" aria-label="The hub">
          ${Object.entries(HUB_VIEWS).map(([name, [title]]) => html`
            <a key=${name} href=${to(name)} aria-current=${!inDevice && name === view ? 'page' : undefined}>
              ${title}${name === 'faults' && hub?.faults.length > 0 && html` <span class="count warn">${hub.faults.length}</span>`}
            </a>`)}
        </nav>
        <nav aria-label="Devices"><${Devices} devices=${devices} chosen=${inDevice ? path[1] : null} tab=${tab} /></nav>
      </aside>
      <main id="content" tabindex="-1">
        ${inDevice ? html`<${Device} id=${path[1]} tab=${tab} />` : html`<${HubView} name=${view} />`}
      </main>
    </div>`;
}

function HubView({ name }) {
  const [, title, View] = HUB_VIEWS[name];
  return html`<header class="view-head"><h1>${title}</h1></header><${View} key=${name} />`;
}

/** Follows the system unless one chooses. */
function Theme() {
  const [theme, setTheme] = useState(localStorage.getItem('theme') ?? 'system');
  useEffect(() => {
    if (theme === 'system') {
      delete document.documentElement.dataset.theme;
      localStorage.removeItem('theme');
    } else {
      document.documentElement.dataset.theme = theme;
      localStorage.setItem('theme', theme);
    }
  }, [theme]);
  return html`
    <select class="theme" aria-label="Colours" value=${theme} onChange=${(event) => setTheme(event.target.value)}>
      <option value="system">System colours</option><option value="light">Light</option><option value="dark">Dark</option>
    </select>`;
}

start();
const root = document.getElementById('app');
root.replaceChildren();
render(html`<${App} />`, root);
