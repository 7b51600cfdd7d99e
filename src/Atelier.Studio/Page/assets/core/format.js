// Numbers, times and names for people.
const ago = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

export function seconds(value) {
  return value == null ? '' : value < 1 ? `${value.toFixed(2)} s` : value < 90 ? `${Math.round(value)} s` : `${Math.round(value / 60)} min`;
}

export function since(ms) {
  const passed = (ms - Date.now()) / 1000;
  const [size, unit] = Math.abs(passed) < 60 ? [1, 'second'] : Math.abs(passed) < 3600 ? [60, 'minute']
    : Math.abs(passed) < 86400 ? [3600, 'hour'] : [86400, 'day'];
  return ago.format(Math.round(passed / size), unit);
}

export function bytes(value) {
  return value < 1e6 ? `${Math.round(value / 1e3)} kB` : value < 1e9 ? `${(value / 1e6).toFixed(1)} MB` : `${(value / 1e9).toFixed(2)} GB`;
}

export const weight = value => (Math.round(value * 100) / 100).toString().replace('-', '−');

/** startPicture → start picture */
export const spaced = name => name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);

export const capital = text => text.charAt(0).toUpperCase() + text.slice(1);

/** What a job is about, in a few words. */
export function title(job) {
  const words = (job.input.prompts ?? []).map(prompt => prompt.text).filter(Boolean).join(', ');
  const { input, kind } = job;
  return words || (input.scenes ?? []).map(scene => scene.text).filter(Boolean).join(' → ') || input.prompt || input.words
    || (kind === 'paint' ? `${capital(input.style ?? 'oil')} painting` : kind === 'upscale' ? `Enlarged ×${input.scale ?? 4}`
      : kind === 'train' ? `Training ${input.recipe}` : kind === 'get-model' ? `Download of ${input.name}`
      : kind === 'sample' ? `Samples of ${input.model}` : capital(kind));
}

/** imagine → Imagine, get-model → Get model */
export const named = kind => capital(kind.replace('-', ' '));

export const states = {
  queued: 'waiting', running: 'running', succeeded: 'done', failed: 'failed', canceled: 'cancelled',
};
