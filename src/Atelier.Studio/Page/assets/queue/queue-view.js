// All that waits, runs and has ended lately.
import { View, html, nothing, repeat } from '../core/element.js';
import { store } from '../core/store.js';
import { post, request } from '../core/api.js';
import { seconds, since, states, title } from '../core/format.js';

const ended = 60, next = 50; // jobs

class QueueView extends View {
  render() {
    const jobs = store.list(), of = state => jobs.filter(job => job.state === state);
    const waiting = of('queued').sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
    return html`
      <div class="stack">
        <h1>Queue</h1>
        ${this.#list('Running', of('running'), 'No job is running.')}
        ${this.#list('Waiting', waiting.slice(0, next), 'No job is waiting.', store.queue.waiting)}
        ${this.#list('Ended', jobs.filter(job => !['running', 'queued'].includes(job.state)).slice(0, ended), 'Nothing has ended yet.')}
      </div>`;
  }

  #list(name, jobs, none, count = jobs.length) {
    return html`<section class="stack tight" aria-label=${name}>
      <div class="row apart"><h2>${name} <span class="soft number">${count ? count.toLocaleString('en') : ''}</span></h2>
        ${name === 'Waiting' && count > 1 ? html`<button @click=${this.#clear}>Cancel all of yours that wait</button>` : nothing}</div>
      ${jobs.length ? html`<ul class="jobs card">${repeat(jobs, job => job.id, job => this.#job(job))}</ul>`
        : html`<p class="soft small">${none}</p>`}
      ${jobs.length && count > jobs.length
        ? html`<p class="soft small number">and ${(count - jobs.length).toLocaleString('en')} more</p>` : nothing}
    </section>`;
  }

  #clear = async () => {
    const cleared = confirm('Cancel all jobs of yours that wait?')
      && await store.try(() => request('/api/queue', { method: 'DELETE' }));
    if (cleared) {
      store.say(`${cleared.canceled.toLocaleString('en')} jobs were cancelled.`);
    }
  };

  #job(job) {
    const url = job.outputs.find(one => one.name === 'picture')?.url ?? job.progress.preview;
    const { iteration, total, secondsLeft, message } = job.progress;
    const figures = [
      job.kind, job.state === 'queued' ? (job.position ? `${job.position} before it` : 'next') : '',
      job.state === 'running' && total ? `${iteration} of ${total}` : '',
      job.state === 'running' && secondsLeft ? `${seconds(secondsLeft)} left` : '', message,
      job.attempt > 1 ? `attempt ${job.attempt}` : '', since(job.finishedAt ?? job.createdAt),
    ].filter(Boolean).join(' · ');
    return html`<li class="job">
      ${url ? html`<img src="${url}/thumb" alt="" width="56" height="56">` : html`<span class="blank"></span>`}
      <div class="about">
        <div class="row tight"><b class="name">${title(job)}</b><span
          class="state ${job.state}">${job.stop ? 'stopping' : states[job.state]}</span></div>
        <span class="small soft number">${figures}</span>
        ${job.state === 'running' ? html`<progress max=${total ?? 1} value=${iteration}
          aria-label="Progress of ${title(job)}"></progress>` : nothing}
        ${job.error ? html`<span class="small bad">${job.error.message}</span>` : nothing}
      </div>
      <div class="row">${this.#actions(job)}</div>
    </li>`;
  }

  #actions(job) {
    const act = (path, json) => () => store.try(async () => store.keep([await post(`/api/jobs/${job.id}/${path}`, json)]));
    const busy = job.state === 'running' || job.state === 'queued', of = html`<span class="hidden"> ${title(job)}</span>`;
    return html`
      ${job.kind === 'imagine' ? html`<a class="button" href="#/studio?job=${job.id}">${busy ? 'Watch' : 'Steps'}${of}</a>` : nothing}
      ${job.state === 'running' ? html`<button ?disabled=${!!job.stop} @click=${act('stop', { keep: true })}>Keep${of}</button>
        <button ?disabled=${!!job.stop} @click=${act('stop', { keep: false })}>Discard${of}</button>` : nothing}
      ${job.state === 'queued' && job.position ? html`<button @click=${act('first')}>First${of}</button>` : nothing}
      ${job.state === 'queued' ? html`<button @click=${act('stop', { keep: false })}>Cancel${of}</button>` : nothing}
      ${job.state === 'failed' || job.state === 'canceled' ? html`<button @click=${act('retry')}>Try again${of}</button>` : nothing}`;
  }
}

customElements.define('queue-view', QueueView);
