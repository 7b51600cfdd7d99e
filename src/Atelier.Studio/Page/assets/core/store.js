// What the page knows of the studio. The studio is the truth: whatever the page shows is read from it, and read again after a break.
import { request, ApiError } from './api.js';
import { listen } from './events.js';

const known = 200;    // of the newest jobs
const next = 50;      // of those that run, and of those that wait
const together = 60;  // ms within which what happens is read at once

class Store extends EventTarget {
  jobs = new Map();
  queue = { running: 0, waiting: 0 };
  steps = new Map();      // of jobs that somebody looks at: iteration, url, loss, losses
  connection = 'away';
  models = [];
  kinds = [];
  limits = null;
  notices = [];
  #stop = null;
  #fetching = new Set();
  #again = new Set();
  #whole = new Set();     // whose last step is here
  #stale = false;
  #refreshing = false;

  start() {
    this.#stop?.();
    this.#stop = listen({
      onEvent: (type, data) => this.#take(type, data),
      onState: state => { this.connection = state; this.changed('connection'); },
      onLive: () => this.refresh(),
    });
  }

  changed(what, detail) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
    this.dispatchEvent(new CustomEvent('any'));
  }

  list() {
    return [...this.jobs.values()].sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  }

  /** Reads everything again. */
  async refresh() {
    await this.try(async () => {
      if (!this.kinds.length) {
        const [about, models] = await Promise.all([request('/api/capabilities'), request('/api/models')]);
        [this.kinds, this.limits, this.models] = [about.kinds, about.limits, models];
      }
      const [{ items }, queue] = await Promise.all([request(`/api/jobs?limit=${known}`), request(`/api/queue?limit=${next}`)]);
      const jobs = [...items, ...queue.items], ids = new Set(jobs.map(job => job.id));
      const older = await Promise.all([...this.steps.keys()].filter(id => !ids.has(id)).map(id => this.#find(id)));
      this.jobs = new Map([...older.filter(Boolean), ...jobs].map(job => [job.id, job]));
      this.queue = { running: queue.running, waiting: queue.waiting };
      this.changed('jobs');
      await Promise.all([...this.steps.keys()].filter(id => !this.#whole.has(id)).map(id => this.readSteps(id)));
    });
  }

  // reads everything again, once for all that happens meanwhile
  async #refreshSoon() {
    this.#stale = true;
    if (this.#refreshing) {
      return;
    }
    this.#refreshing = true;
    try {
      while (this.#stale) {
        await new Promise(done => setTimeout(done, together));
        this.#stale = false;
        await this.refresh();
      }
    } finally {
      this.#refreshing = false;
    }
  }

  /** Reads which models are installed: a download or a training may have brought one. */
  async readModels() {
    const models = await this.try(() => request('/api/models'));
    if (models) {
      this.models = models;
      this.changed('jobs');
    }
  }

  // a job that somebody looks at; null if there is none, or it is somebody else's
  async #find(id) {
    const known = this.jobs.get(id);
    return known && ended(known) ? known : await request(`/api/jobs/${id}`).catch(error => {
      if (error instanceof ApiError && error.status === 404) {
        return null;
      }
      throw error;
    });
  }

  keep(jobs) {
    for (const job of jobs) {
      if ((this.jobs.get(job.id)?.version ?? -1) <= job.version) {
        this.jobs.set(job.id, job);
      }
    }
    this.changed('jobs');
  }

  /** Follows a job's pictures from now on. */
  watch(id) {
    if (!this.steps.has(id)) {
      this.steps.set(id, []);
      this.try(async () => {
        const job = this.jobs.has(id) ? null : await this.#find(id);
        if (job) {
          this.keep([job]);
        }
        await this.readSteps(id);
      });
    }
  }

  // the steps that are not here yet; one request at a time, and one more if something came meanwhile
  async readSteps(id) {
    if (this.#fetching.has(id)) {
      this.#again.add(id);
      return;
    }
    this.#fetching.add(id);
    try {
      do {
        this.#again.delete(id);
        const job = this.jobs.get(id), isWhole = job && ended(job);
        const have = this.steps.get(id) ?? [];
        const fresh = await request(`/api/jobs/${id}/steps?after=${have.at(-1)?.iteration ?? -1}`);
        if (fresh.length) {
          this.steps.set(id, [...have, ...fresh]);
          this.changed('steps', id);
        }
        isWhole ? this.#whole.add(id) : this.#whole.delete(id);
      } while (this.#again.has(id));
    } finally {
      this.#fetching.delete(id);
    }
  }

  /** Runs what may fail; a failure is told in a notice. */
  async try(work) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        this.connection = 'refused';
        this.changed('connection');
      } else if (error instanceof ApiError) {
        this.say(error.message, 'error');
      } else if (!(error instanceof TypeError) && error.name !== 'AbortError') {
        throw error; // a fault of the page; what is no answer is told by the connection's state
      }
      return undefined;
    }
  }

  say(text, tone = 'info') {
    const notice = { text, tone };
    this.notices = [...this.notices.slice(-2), notice];
    this.changed('notices');
    setTimeout(() => this.dismiss(notice), tone === 'error' ? 12000 : 5000);
  }

  dismiss(notice) {
    this.notices = this.notices.filter(one => one !== notice);
    this.changed('notices');
  }

  #take(type, data) {
    if (type === 'job.step') {
      const job = this.jobs.get(data.id);
      if (job && job.version <= data.version) {
        const left = data.pace && data.total ? data.pace * (data.total - data.iteration) : null;
        this.jobs.set(data.id, {
          ...job, version: data.version, state: 'running', position: null,
          progress: { ...job.progress, ...data, secondsLeft: left, preview: job.progress.preview },
        });
        this.changed('jobs');
      }
      if (this.steps.has(data.id)) {
        this.try(() => this.readSteps(data.id));
      }
    } else if (type.startsWith('picture.')) {
      this.changed(type, data);
      if (type === 'picture.deleted') {
        this.#refreshSoon(); // its job has an output less
      }
    } else if (type.startsWith('job.')) {
      this.#refreshSoon();
      if (type === 'job.finished') {
        this.changed('finished', data);
        this.changed('picture.added', data); // its result is in the gallery
      }
    }
  }
}

const ended = job => job.state !== 'running' && job.state !== 'queued';

export const store = new Store();
