// Small pieces that all views share.
import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';

export const Card = ({ title, actions, children, kind = '' }) => html`
  <section class="card ${kind}">
    ${title && html`<header class="card-head"><h2>${title}</h2><div class="actions">${actions}</div></header>`}
    <div class="card-body">${children}</div>
  </section>`;

export const Empty = ({ title, children }) => html`
  <div class="empty"><p class="empty-title">${title}</p>${children && html`<div class="empty-text">${children}</div>`}</div>`;

export const Pill = ({ kind, children }) => html`<span class="pill ${kind}">${children}</span>`;

/** A message about something that failed, in the words of the hub. */
export const Problem = ({ failure }) =>
  failure &&
  html`<p class="problem" role="alert">${failure.message ?? failure}${failure.code && html` <code>${failure.code}</code>`}</p>`;

export const Field = ({ label, hint, children }) => html`
  <label class="field"><span class="label">${label}</span>${children}${hint && html`<span class="hint">${hint}</span>`}</label>`;

/** Tabs that are links, so that the address says which one is shown. */
export const Tabs = ({ label, tabs, current }) => html`
  <nav class="tabs" aria-label=${label}>
    ${tabs.map(({ name, title, href, count }) => html`
      <a key=${name} href=${href} aria-current=${name === current ? 'page' : undefined}>
        ${title}${count > 0 && html` <span class="count">${count}</span>`}
      </a>`)}
  </nav>`;

/** A button whose work takes a while: it waits, and shows what failed. */
export function Action({ run, children, kind = '', title, confirm, disabled }) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState(null);
  const [asking, setAsking] = useState(false);
  const work = async () => {
    setAsking(false);
    setBusy(true);
    setFailure(null);
    try {
      await run();
    } catch (problem) {
      setFailure(problem);
    } finally {
      setBusy(false);
    }
  };
  return html`
    <span class="action">
      ${asking
        ? html`<button type="button" class="danger" onClick=${work}>${confirm}</button>
            <button type="button" class="plain" onClick=${() => setAsking(false)}>Cancel</button>`
        : html`<button type="button" class=${kind} title=${title} disabled=${busy || disabled} aria-busy=${busy}
            onClick=${confirm ? () => setAsking(true) : work}>${children}</button>`}
      <${Problem} failure=${failure} />
    </span>`;
}

/** A text area for JSON or text, sent with Ctrl+Enter. */
export const Editor = ({ value, onInput, onSend, rows = 6, label, problem }) => html`
  <textarea class="editor" rows=${rows} spellcheck=${false} aria-label=${label} aria-invalid=${problem ? 'true' : undefined}
    value=${value} onInput=${(event) => onInput(event.target.value)}
    onKeyDown=${(event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        onSend?.();
      }
    }}></textarea>
  ${problem && html`<span class="hint bad">${problem}</span>`}`;

export const time = (instant) => {
  const at = new Date(instant);
  return html`<time datetime=${instant} title=${at.toLocaleString()}>${at.toLocaleTimeString([], { hour12: false })}</time>`;
};

/** {@return how long ago that was, kept up to date} */
export function Ago({ instant }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 5000);
    return () => clearInterval(timer);
  }, []);
  return html`<time datetime=${instant} title=${new Date(instant).toLocaleString()}>${ago(now - Date.parse(instant))}</time>`;
}

function ago(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86400)} d ago`;
}

export function Copy({ text, children = 'Copy' }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(await text());
    setDone(true);
    setTimeout(() => setDone(false), 1500);
  };
  return html`<${Action} run=${copy}>${done ? 'Copied' : children}<//>`;
}
