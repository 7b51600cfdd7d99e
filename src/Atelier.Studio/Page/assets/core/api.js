// Requests to the studio. The key, if one is needed, lives in this tab alone.
const keyName = 'atelier-key';

/** Milliseconds within which an answer begins. */
export const patience = 10_000;

export class ApiError extends Error {
  constructor(status, body) {
    super(body?.detail ?? `The studio answered with status ${status}.`);
    this.status = status;
    this.field = body?.field ?? null;
  }
}

export const key = {
  get: () => sessionStorage.getItem(keyName),
  set: value => value ? sessionStorage.setItem(keyName, value) : sessionStorage.removeItem(keyName),
};

export function headers(more = {}) {
  return key.get() ? { ...more, 'x-api-key': key.get() } : more;
}

/** The JSON answer to a request; an ApiError says in one sentence what was wrong. */
export async function request(path, { method = 'GET', json, body } = {}) {
  const response = await (method === 'GET' ? ask : fetch)(path, {
    method,
    headers: headers(json === undefined ? {} : { 'content-type': 'application/json' }),
    body: json === undefined ? body : JSON.stringify(json),
  });
  const answer = response.headers.get('content-type')?.includes('json') ? await response.json() : null;
  if (!response.ok) {
    throw new ApiError(response.status, answer);
  }
  return answer;
}

// A question that nobody answers is asked again: its connection may have died without a word, and the browser may have more such ones.
async function ask(path, options) {
  for (let tries = 3; ; tries--) {
    const abort = new AbortController(), timer = setTimeout(() => abort.abort(), patience);
    try {
      return await fetch(path, { ...options, signal: abort.signal });
    } catch (error) {
      if (!abort.signal.aborted || tries === 1) {
        throw error;
      }
    } finally {
      clearTimeout(timer);
    }
  }
}

export const post = (path, json) => request(path, { method: 'POST', json });

/** Orders jobs; a repeated send of the same order is the same order. */
export async function order(kind, input, count = 1) {
  const response = await fetch('/api/jobs', {
    method: 'POST',
    headers: headers({ 'content-type': 'application/json', 'idempotency-key': crypto.getRandomValues(new Uint32Array(4)).join('-') }),
    body: JSON.stringify({ kind, input, count }),
  });
  const answer = await response.json();
  if (!response.ok) {
    throw new ApiError(response.status, answer);
  }
  return answer;
}

/** Uploads a file: its id, its size, and how it was made if it says so. */
export const upload = file => request('/api/uploads', { method: 'POST', body: file });

/** The address of a picture that jobs name by its id. */
export const urlOf = id => `/api/blobs/${id.slice('sha256:'.length)}`;
export const idOf = url => `sha256:${url.split('/')[3]}`;
