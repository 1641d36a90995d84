// A JSON value as an indented listing, with the lines that changed lately marked.
import { html } from './html.js';
import { isObject } from './json.js';

export function Tree({ value, marked, label }) {
  return html`<div class="tree" role="group" aria-label=${label} tabindex="0">${lines(value, '', 0, marked)}</div>`;
}

function lines(value, path, depth, marked) {
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = path === '' ? name : `${path}.${name}`;
    const nested = isObject(inner) && Object.keys(inner).length > 0;
    const line = html`
      <div key=${at} class="line ${marked?.has(at) ? 'marked' : ''}" style=${{ paddingInlineStart: `${0.6 + depth * 1.1}rem` }}>
        <span class="name">${name}</span>${nested ? '' : html`<span class="value ${kind(inner)}">${JSON.stringify(inner)}</span>`}
      </div>`;
    return nested ? [line, ...lines(inner, at, depth + 1, marked)] : [line];
  });
}

const kind = (value) => (value === null ? 'null' : Array.isArray(value) || isObject(value) ? 'nested' : typeof value);
