// Calls of the hub. Every request goes to the address the page came from, with the token in its link.

const token = new URLSearchParams(location.search).get('token') ?? '';

/** What the hub answered when it refused: its own words and, where it has one, its code. */
export class HubError extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Calls the service API of the hub, as a back end would. `path` holds segments, which are encoded here. */
export function service(method, path, body, headers = {}) {
  return request(method, `api/service/${path.map(encodeURIComponent).join('/')}`, body, headers);
}

async function request(method, url, body, headers) {
  let answer;
  try {
    answer = await fetch(url, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new HubError(0, null, 'The hub does not answer. Is it still running?');
  }
  const text = await answer.text();
  const content = parsed(text);
  if (!answer.ok) {
    throw refusal(answer.status, content, text);
  }
  return content;
}

function parsed(text) {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return text;
  }
}

/** The hub has three forms of errors; all of them hold a sentence for people. */
function refusal(status, content, text) {
  const message = content?.Message ?? content?.message ?? text;
  const inner = typeof message === 'string' ? parsed(message) : message;
  if (inner && typeof inner === 'object') {
    return new HubError(status, inner.errorCode ?? null, inner.message ?? text);
  }
  const coded = /^ErrorCode:(\w+);(.*)$/s.exec(String(message));
  return coded ? new HubError(status, coded[1], coded[2]) : new HubError(status, null, String(message) || `HTTP ${status}`);
}

/** Opens the stream of what happens at the hub. `handlers` has a function for each kind of event, `open` and `lost`. */
export function follow(handlers) {
  const { open, lost, ...kinds } = handlers;
  const stream = new EventSource(`api/events?token=${encodeURIComponent(token)}`);
  stream.onopen = open;
  stream.onerror = () => lost(stream.readyState === EventSource.CLOSED);
  for (const [kind, handle] of Object.entries(kinds)) {
    stream.addEventListener(kind, (event) => handle(JSON.parse(event.data)));
  }
}
