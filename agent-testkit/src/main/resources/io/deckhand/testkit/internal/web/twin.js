// The twin of a device: its three sections, what changed in them, and an editor for what a back end may change.
import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { service } from './api.js';
import { brief, changes, mergePatch, plain, pretty, read } from './json.js';
import { Card, Editor, Empty, Pill, Problem, time } from './ui.js';
import { Tree } from './tree.js';

const MOST_CHANGES = 100;

// What was seen of each twin, so that coming back to a device shows what changed meanwhile.
const seen = new Map();

const sections = (twin) => ({
  desired: plain(twin.properties.desired),
  reported: plain(twin.properties.reported),
  tags: plain(twin.tags),
});

function note(id, twin) {
  const known = seen.get(id) ?? { before: null, log: [], marked: new Set() };
  const now = sections(twin);
  const fresh = known.before === null ? [] : changes(known.before, now);
  const at = new Date().toISOString();
  seen.set(id, {
    before: now,
    log: [...fresh.map((change) => ({ ...change, at })).reverse(), ...known.log].slice(0, MOST_CHANGES),
    marked: fresh.length > 0 ? new Set(fresh.map((change) => change.path)) : known.marked,
  });
  return seen.get(id);
}

const within = (marked, section) =>
  new Set([...marked].filter((path) => path.startsWith(`${section}.`)).map((path) => path.slice(section.length + 1)));

export function Twin({ device }) {
  const [twin, setTwin] = useState(null);
  const [failure, setFailure] = useState(null);
  const asked = useRef(0);
  useEffect(() => {
    const mine = (asked.current += 1);
    service('GET', ['twins', device.deviceId]).then(
      (answer) => mine === asked.current && (setTwin(answer), setFailure(null)),
      (problem) => mine === asked.current && setFailure(problem),
    );
  }, [device.deviceId, device.twinVersion]);
  if (failure) return html`<${Card}><${Problem} failure=${failure} /><//>`;
  if (!twin || twin.deviceId !== device.deviceId) return html`<p class="loading">Reading the twin …</p>`;
  const { log, marked } = note(device.deviceId, twin);
  return html`
    <div class="columns">
      <${Section} twin=${twin} name="desired" title="Desired" marked=${within(marked, 'desired')}
        value=${plain(twin.properties.desired)} version=${twin.properties.desired.$version} />
      <${Section} twin=${twin} name="reported" title="Reported" marked=${within(marked, 'reported')}
        value=${plain(twin.properties.reported)} version=${twin.properties.reported.$version} />
      <${Section} twin=${twin} name="tags" title="Tags" marked=${within(marked, 'tags')} value=${plain(twin.tags)} />
    </div>
    <${Changes} log=${log} />`;
}

const EMPTY = {
  desired: ['Nothing desired yet', 'Edit to ask something of the device.'],
  reported: ['Nothing reported yet', 'What the device reports shows up here.'],
  tags: ['No tags', 'Tags are for back ends; devices never see them.'],
};

function Section({ twin, name, title, value, version, marked }) {
  const [editing, setEditing] = useState(false);
  const editable = name !== 'reported';
  const heading = html`${title} ${version !== undefined && html`<span class="version">version ${version}</span>`}`;
  const edit = editable && !editing && html`<button type="button" class="plain" onClick=${() => setEditing(true)}>Edit ${name}</button>`;
  return html`
    <${Card} title=${heading} actions=${edit}>
      ${editing
        ? html`<${SectionEditor} twin=${twin} name=${name} value=${value} done=${() => setEditing(false)} />`
        : Object.keys(value).length === 0
          ? html`<${Empty} title=${EMPTY[name][0]}>${EMPTY[name][1]}<//>`
          : html`<${Tree} value=${value} marked=${marked} label=${title} />`}
    <//>`;
}

function SectionEditor({ twin, name, value, done }) {
  const [before] = useState(value);
  const [text, setText] = useState(pretty(value));
  const [failure, setFailure] = useState(null);
  const wanted = read(text, { object: true });
  const patch = wanted.problem ? {} : mergePatch(before, wanted.value);
  const nothing = Object.keys(patch).length === 0;
  const save = async () => {
    if (wanted.problem || nothing) return;
    const change = name === 'tags' ? { tags: patch } : { properties: { desired: patch } };
    try {
      await service('PATCH', ['twins', twin.deviceId], change);
      done();
    } catch (problem) {
      setFailure(problem);
    }
  };
  return html`
    <${Editor} label=${`The ${name} properties as JSON`} value=${text} onInput=${setText} onSend=${save} rows="10" problem=${wanted.problem} />
    ${!wanted.problem && html`
      <p class="hint above">${nothing ? 'Nothing changed yet.' : 'This change is sent:'}</p>
      ${!nothing && html`<${Differences} list=${changes(before, wanted.value)} />`}`}
    <${Problem} failure=${failure} />
    <div class="buttons">
      <button type="button" class="primary" disabled=${Boolean(wanted.problem) || nothing} onClick=${save}>Save</button>
      <button type="button" class="plain" onClick=${done}>Cancel</button>
      <span class="hint">Ctrl+Enter saves</span>
    </div>`;
}

const Difference = ({ path, before, after }) => html`
  <code>${path}</code>
  <span class="diff">
    ${before !== undefined && html`<del>${brief(before)}</del><span aria-hidden="true">→</span>`}
    ${after === undefined ? html`<${Pill} kind="bad">deleted<//>` : html`<ins>${brief(after)}</ins>`}
  </span>`;

const Differences = ({ list }) => html`
  <ul class="differences">${list.map((change) => html`<li key=${change.path}><${Difference} ...${change} /></li>`)}</ul>`;

const Changes = ({ log }) => html`
  <${Card} title="Changes">
    ${log.length === 0
      ? html`<${Empty} title="No change since you opened this page">Whatever the device reports or a back end desires shows up here at once.<//>`
      : html`<ul class="differences" aria-live="polite">
          ${log.map((change) => html`<li key=${change.at + change.path}>${time(change.at)} <${Difference} ...${change} /></li>`)}
        </ul>`}
  <//>`;
