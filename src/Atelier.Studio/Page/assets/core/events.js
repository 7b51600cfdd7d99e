// The studio's events. A stream that breaks or falls silent is taken up again after the last event that came, however often and for however
// long.
import { headers, patience } from './api.js';

const shortest = 400, longest = 4000; // ms between two tries
const missed = 2;                     // heartbeats without one: the connection is dead, though nobody has said so

/** Listens for good. `onEvent(type, data)`; `onState('live' | 'away' | 'refused')`; `onLive()` whenever a stream begins. */
export function listen({ onEvent, onState, onLive }) {
  let last = null, wait = shortest, stopped = false, abort = null, timer = null, silence = patience;
  const hear = within => {
    clearTimeout(timer);
    timer = setTimeout(() => abort.abort(), within);
  };
  const take = (type, data, id) => {
    last = id ?? last;
    silence = type === 'hello' ? missed * 1000 * data.heartbeat : silence;
    onEvent(type, data);
  };
  const run = async () => {
    while (!stopped) {
      abort = new AbortController();
      hear(Math.min(patience, silence));
      try {
        const response = await fetch('/api/events', {
          headers: headers(last ? { 'last-event-id': last } : {}), signal: abort.signal, cache: 'no-store',
        });
        if (response.status === 401) {
          onState('refused');
          return;
        }
        if (response.ok) {
          wait = shortest;
          onState('live');
          onLive();
          await read(response.body, take, () => hear(silence));
        }
      } catch {
        // the studio is away, its stream is silent, or this stream was replaced
      } finally {
        clearTimeout(timer);
      }
      if (!stopped) {
        onState('away');
        await new Promise(done => setTimeout(done, wait));
        wait = Math.min(longest, wait * 1.6);
      }
    }
  };
  run();
  return () => {
    stopped = true;
    abort?.abort();
  };
}

// https://html.spec.whatwg.org/multipage/server-sent-events.html, what of it the studio sends
async function read(body, take, heard) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    heard();
    const { value, done } = await reader.read();
    if (done) {
      return;
    }
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const fields = { data: [] };
      for (const line of block.split('\n')) {
        const at = line.indexOf(':');
        const name = at < 0 ? line : line.slice(0, at), text = at < 0 ? '' : line.slice(at + 1).replace(/^ /, '');
        name === 'data' ? fields.data.push(text) : fields[name] = text;
      }
      if (fields.data.length) {
        take(fields.event ?? 'message', JSON.parse(fields.data.join('\n')), fields.id || null);
      }
    }
  }
}
