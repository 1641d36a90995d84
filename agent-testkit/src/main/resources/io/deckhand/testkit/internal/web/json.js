// JSON as this page needs it: differences between two values, merge patches, numeric fields.

export const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** A section of a twin without what the hub adds. */
export function plain(section) {
  const { $version, $metadata, ...rest } = section ?? {};
  return rest;
}

/** All leaves that differ: `[{ path, before, after }]`; undefined stands for what is not there. */
export function changes(before, after, path = '') {
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) => changes(before[name], after[name], path === '' ? name : `${path}.${name}`));
  }
  return same(before, after) ? [] : [{ path, before, after }];
}

/** The merge patch that turns one object into another: null deletes. */
export function mergePatch(before, after) {
  const patch = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!(name in after)) {
      patch[name] = null;
    } else if (isObject(before[name]) && isObject(after[name])) {
      const inner = mergePatch(before[name], after[name]);
      if (Object.keys(inner).length > 0) {
        patch[name] = inner;
      }
    } else if (!same(before[name], after[name])) {
      patch[name] = after[name];
    }
  }
  return patch;
}

/** The numbers in a value by their path: `{ 'climate.temperature': 21.5 }`. */
export function numbers(value, path = '', found = {}) {
  if (typeof value === 'number') {
    found[path === '' ? 'value' : path] = value;
  } else if (isObject(value)) {
    for (const [name, inner] of Object.entries(value)) {
      numbers(inner, path === '' ? name : `${path}.${name}`, found);
    }
  }
  return found;
}

/** Reads what somebody typed: `{ value }`, or `{ problem }` in words. */
export function read(text, { object = false } = {}) {
  try {
    const value = JSON.parse(text);
    return object && !isObject(value) ? { problem: 'This must be a JSON object, such as {"speed": 3}.' } : { value };
  } catch (failure) {
    return { problem: `This is not JSON yet: ${failure.message}` };
  }
}

export const pretty = (value) => JSON.stringify(value, null, 2);

/** A value in one line. */
export const brief = (value) => (value === undefined ? '—' : typeof value === 'string' ? value : JSON.stringify(value));
