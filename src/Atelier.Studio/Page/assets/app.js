// The frame of the page: navigation, notices, and the view that the address names.
import { View, html, nothing } from './core/element.js';
import { store } from './core/store.js';
import { setTheme, theme } from './core/theme.js';
import { named } from './core/format.js';
import './studio/studio-view.js';
import './queue/queue-view.js';
import './gallery/gallery-view.js';
import './gallery/picture-view.js';
import './gallery/compare-view.js';
import './work/work-view.js';
import './training/training-view.js';
import './about/models-view.js';
import './about/settings-view.js';

const places = [
  ['studio', 'Studio', 'M12 3.5v4M12 16.5v4M3.5 12h4M16.5 12h4M6 6l2.5 2.5M15.5 15.5 18 18M18 6l-2.5 2.5M8.5 15.5 6 18'],
  ['queue', 'Queue', 'M5 7h14M5 12h14M5 17h9'],
  ['gallery', 'Gallery', 'M4 5h7v6H4zM13 5h7v6h-7zM4 13h7v6H4zM13 13h7v6h-7z'],
  ['paint', 'Make', 'M19 4c-4 1-9 6-10 9l2 2c3-1 8-6 8-11zM8 14c-3 0-2 4-5 5 4 2 8 0 7-3'],
  ['models', 'Models', 'M12 4 20 8v8l-8 4-8-4V8zM4 8l8 4 8-4M12 12v8'],
  ['training', 'Training', 'M4 19h16M4 19V5M7 8c2 6 5 8 12 8'],
  ['settings', 'Settings', 'M5 8h8M17 8h2M5 16h2M11 16h8M15 6v4M9 14v4'],
];

const pictures = ['picture', 'compare'];

class App extends View {
  static follows = ['jobs', 'connection', 'notices'];

  connectedCallback() {
    super.connectedCallback();
    addEventListener('hashchange', this.#moved);
    for (const type of ['dragover', 'drop']) {
      addEventListener(type, event => event.preventDefault()); // a picture that misses its place does not replace the page
    }
    setTheme(theme());
    store.start();
  }

  #moved = () => {
    this.requestUpdate();
    this.updateComplete.then(() => {
      scrollTo(0, 0);
      this.querySelector('main')?.focus({ preventScroll: true });
    });
  };

  render() {
    const { place, rest, query } = where();
    const made = isKind(place);
    const here = made ? 'paint' : place;
    document.title = `${made ? named(place) : places.find(([name]) => name === place)?.[1] ?? 'Picture'} – Atelier`;
    const running = store.queue.running + store.queue.waiting;
    return html`
      <a class="skip" href="#main" @click=${this.#skip}>Skip to the content</a>
      <header class="top">
        <a class="brand" href="#/studio"><img src="/icon.svg" alt="" width="26" height="26">Atelier</a>
        <nav aria-label="Pages">${places.map(([name, label, path]) => html`
          <a href="#/${name}" aria-current=${name === here ? 'page' : nothing}>
            <svg viewBox="0 0 24 24" aria-hidden="true"><path d=${path}></path></svg>
            <span>${label}</span>
            ${name === 'queue' && running ? html`<b class="badge" aria-label="${running} to do">${running}</b>` : nothing}
          </a>`)}
        </nav>
      </header>
      ${this.#connection()}
      <main id="main" tabindex="-1">${this.#view(place, rest, query)}</main>
      <div class="notices" role="status" aria-live="polite">${store.notices.map(notice => html`
        <p class="notice ${notice.tone}"><span>${notice.text}</span>
          <button class="plain" aria-label="Dismiss" @click=${() => store.dismiss(notice)}>×</button></p>`)}
      </div>`;
  }

  #skip(event) {
    event.preventDefault();
    document.getElementById('main').focus();
  }

  #connection() {
    if (store.connection === 'refused') {
      return html`<p class="bar warn" role="alert">This studio needs a key. <a href="#/settings">Enter it in the settings.</a></p>`;
    }
    return store.connection === 'away' && store.kinds.length
      ? html`<p class="bar" role="status">The studio does not answer; this page goes on by itself as soon as it does.</p>` : nothing;
  }

  #view(place, rest, query) {
    switch (place) {
      case 'queue': return html`<queue-view></queue-view>`;
      case 'gallery': return html`<gallery-view></gallery-view>`;
      case 'picture': return html`<picture-view .number=${Number(rest[0])}></picture-view>`;
      case 'compare': return html`<compare-view .numbers=${rest.map(Number)}></compare-view>`;
      case 'training': return html`<training-view .job=${query.get('job')}></training-view>`;
      case 'models': return html`<models-view></models-view>`;
      case 'settings': return html`<settings-view></settings-view>`;
      default: return isKind(place) ? html`<work-view .kind=${place} .picture=${query.get('picture')}></work-view>`
        : html`<studio-view .job=${query.get('job')} .again=${query.get('again')} .like=${query.get('like')}
          .from=${query.get('from')}></studio-view>`;
    }
  }
}

// whether a place is named like a kind of job; before the studio has said which there are, it may be
const isKind = place => place !== 'studio' && !places.some(([name]) => name === place && name !== 'paint') && !pictures.includes(place)
  && (!store.kinds.length || store.kinds.some(kind => kind.name === place));

// #/picture/12?x=y
function where() {
  const [path, search = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [place, ...rest] = (path || 'studio').split('/');
  return { place, rest, query: new URLSearchParams(search) };
}

customElements.define('atelier-app', App);
