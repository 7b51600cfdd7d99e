// The studio: say what, watch it form, go back to any step, branch.
import { View, html, nothing, repeat } from '../core/element.js';
import { store } from '../core/store.js';
import { post, request, order, idOf } from '../core/api.js';
import { seconds, since, states, title } from '../core/format.js';
import { draft } from './draft.js';
import './prompt-box.js';
import './step-timeline.js';
import './loss-curves.js';
import './weight-sliders.js';

const recent = 18;

class StudioView extends View {
  static properties = { job: {}, again: {}, like: {}, from: {}, at: { state: true } };
  static follows = ['jobs', 'steps'];

  willUpdate(changed) {
    if (changed.has('job')) {
      this.at = null; // the newest
    }
    if ((changed.has('again') && this.again) || (changed.has('like') && this.like) || (changed.has('from') && this.from)) {
      this.#takeOver();
    }
    if (this.#id) {
      store.watch(this.#id);
    }
  }

  get #id() {
    const jobs = store.list().filter(job => job.kind === 'imagine');
    return this.job ?? (jobs.find(job => job.state === 'running') ?? jobs[0])?.id ?? null;
  }

  // what another view handed over in the address
  async #takeOver() {
    const { again, like, from } = this;
    history.replaceState(null, '', '#/studio');
    if (like || from) {
      draft.addPicture(like ?? from, like ? 'like' : 'start');
    } else {
      const details = await store.try(() => request(`/api/pictures/${again}`));
      if (details) {
        draft.take(details.input);
      }
    }
    [this.again, this.like, this.from] = [null, null, null];
    this.querySelector('textarea')?.focus();
  }

  render() {
    const job = store.jobs.get(this.#id);
    return html`
      <h1 class="hidden">Studio</h1>
      <div class="stack">
        <prompt-box @job-ordered=${event => this.#show(event.detail.job)}></prompt-box>
        ${job ? this.#stage(job) : this.#welcome()}
        ${this.#recent(job)}
      </div>`;
  }

  #welcome() {
    return html`<section class="card empty"><p><b>Nothing has been made yet.</b></p>
      <p class="soft">Type what the picture shall show and press Enter. You will see it form, step by step.</p></section>`;
  }

  #stage(job) {
    const steps = store.steps.get(job.id) ?? [], output = job.outputs.find(one => one.name === 'picture');
    const frames = output ? [...steps, { iteration: null, url: output.url }] : steps;
    const at = this.at === null || this.at >= frames.length ? frames.length - 1 : this.at;
    const frame = frames[at];
    return html`
      <section class="stage" aria-label="The picture">
        <div class="canvas card">
          ${frame ? html`<img class="shown" src=${frame.url} alt=${this.#alt(job, frame)} data-iteration=${frame.iteration ?? 'result'}>`
            : html`<div class="waiting soft">${this.#before(job)}</div>`}
          <step-timeline .frames=${frames} .at=${at} .total=${job.progress.total} .best=${best(steps)}
            @frame-chosen=${event => { this.at = event.detail.at === frames.length - 1 ? null : event.detail.at; }}></step-timeline>
        </div>
        <div class="side stack">
          <div class="card stack tight">
            <div class="row apart"><h2>${title(job)}</h2><span class="state ${job.state}">${states[job.state]}</span></div>
            ${this.#progress(job)}
            ${this.#actions(job, frame)}
          </div>
          ${job.state === 'running' && !job.stop ? html`<div class="card stack tight"><h2>Steer it</h2>
            <weight-sliders .job=${job}></weight-sliders></div>` : nothing}
          <div class="card stack tight"><h2>How near each prompt is</h2>
            <loss-curves .steps=${steps} .at=${frame?.iteration ?? steps.at(-1)?.iteration}></loss-curves></div>
        </div>
      </section>`;
  }

  #alt(job, frame) {
    return frame.iteration === null ? `The picture of ${title(job)}` : frame.iteration === 0 ? `The start of ${title(job)}` : `Step ${frame.iteration} of ${title(job)}`;
  }

  #before(job) {
    return job.state === 'queued' ? html`<p>${job.position ? `${job.position} before it in the queue.` : 'Next in the queue.'}</p>`
      : job.state === 'running' ? html`<p>${job.progress.iteration ? 'The first picture comes in a while.' : 'Loading the models …'}</p>`
      : html`<p class=${job.state === 'failed' ? 'bad' : ''}>${job.error?.message ?? 'It was cancelled before its first step.'}</p>`;
  }

  #progress(job) {
    const { iteration, total, pace, secondsLeft, message } = job.progress;
    const figures = [
      total ? `${iteration} of ${total}` : '', pace ? `${seconds(pace)} a step` : '',
      job.state === 'running' && secondsLeft != null ? `${seconds(secondsLeft)} left` : '', message ?? '',
    ].filter(Boolean).join(' · ');
    return html`
      ${job.state === 'running' || job.state === 'queued'
        ? html`<progress max=${total ?? 1} value=${iteration} aria-label="Progress"></progress>` : nothing}
      <p class="small soft number">${figures || since(job.createdAt)}</p>
      ${job.error ? html`<p class="bad small">${job.error.message}</p>` : nothing}`;
  }

  #actions(job, frame) {
    const busy = job.state === 'running' || job.state === 'queued', step = frame?.iteration != null ? frame : null;
    const picture = frame && idOf(frame.url);
    return html`
      <div class="row">
        ${busy ? html`
          ${job.state === 'running' ? html`<button @click=${() => this.#stop(job, true)}
            ?disabled=${!!job.stop}>Stop and keep</button>` : nothing}
          <button @click=${() => this.#stop(job, false)} ?disabled=${!!job.stop}>Discard</button>` : nothing}
        ${job.state === 'failed' || job.state === 'canceled'
          ? html`<button @click=${() => store.try(async () => store.keep([await post(`/api/jobs/${job.id}/retry`)]))}>Try again</button>`
            : nothing}
        ${step ? html`<button class="take" @click=${() => this.#take(job, step)}>Take this step</button>` : nothing}
        ${frame ? html`<button class="branch" @click=${() => this.#branch(job, picture)}>Branch from here</button>` : nothing}
        <button @click=${() => { draft.take(job.input); store.say('The settings are in the form above.'); }}>Use again</button>
        ${frame ? html`
          <a class="button" href="#/paint?picture=${picture}">Paint</a>
          <a class="button" href="#/upscale?picture=${picture}">Upscale</a>
          <a class="button" href=${frame.url} download=${`atelier-${job.id.slice(-6)}${step ? `-step-${step.iteration}.webp` : '.png'}`}>
            Download</a>` : nothing}
      </div>`;
  }

  #recent(job) {
    const jobs = store.list().filter(one => one.kind === 'imagine').slice(0, recent);
    return jobs.length < 2 ? nothing : html`
      <section class="stack tight" aria-label="Lately">
        <div class="row apart"><h2>Lately</h2><a class="small" href="#/gallery">All pictures</a></div>
        <ul class="strip">${repeat(jobs, one => one.id, one => {
          const url = one.outputs.find(output => output.name === 'picture')?.url ?? one.progress.preview;
          return html`<li><a href="#/studio?job=${one.id}" aria-current=${one.id === job?.id ? 'true' : nothing} title=${title(one)}>
            ${url ? html`<img src="${url}/thumb" alt=${title(one)} loading="lazy">`
              : html`<span class="blank">${states[one.state]}</span>`}</a></li>`;
        })}</ul>
      </section>`;
  }

  #show(id) {
    this.job = id;
    history.replaceState(null, '', `#/studio?job=${id}`);
  }

  async #stop(job, keep) {
    await store.try(async () => store.keep([await post(`/api/jobs/${job.id}/stop`, { keep })]));
  }

  async #take(job, step) {
    const picture = await store.try(() => post(`/api/jobs/${job.id}/steps/${step.iteration}/take`));
    if (picture) {
      store.say(`Step ${step.iteration} is in the gallery.`);
    }
  }

  // the same order once more, from this picture on
  async #branch(job, picture) {
    const { seed, strength, mask, ...input } = job.input;
    const batch = await store.try(() => order('imagine', { ...input, startPicture: picture }));
    if (batch) {
      store.keep(batch.jobs);
      this.#show(batch.jobs[0].id);
    }
  }
}

// the place of the lowest loss
function best(steps) {
  const losses = steps.map(step => step.loss ?? Infinity);
  return losses.length ? losses.indexOf(Math.min(...losses)) : null;
}

customElements.define('studio-view', StudioView);
