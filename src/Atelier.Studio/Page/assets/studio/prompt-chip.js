// Words with a weight. Words that the small models do not know have a dotted line, drawn by a copy of the text behind the field.
import { View, html, nothing } from '../core/element.js';
import { weight } from '../core/format.js';

class PromptChip extends View {
  static properties = { prompt: {}, unknown: {}, index: {}, only: { type: Boolean } };
  static follows = [];

  render() {
    const { text, weight: value } = this.prompt;
    const label = this.index === 0 ? 'What shall the picture show?' : `Words ${this.index + 1}`;
    return html`
      <div class="chip">
        <div class="words">
          <div class="behind" aria-hidden="true">${this.#marked(text)}</div>
          <textarea rows="1" aria-label=${label} placeholder=${this.index === 0 ? 'a red fox in the snow' : 'more words'}
            spellcheck="true" .value=${text} @input=${this.#typed} @keydown=${this.#pressed}></textarea>
        </div>
        <label class="weight ${value < 0 ? 'away' : ''}">
          <span class="hidden">Weight of ${text || label}</span>
          <input type="range" min="-2" max="2" step="0.1" .value=${String(value)} @input=${this.#weighed}>
          <output class="number">${weight(value)}</output>
        </label>
        ${this.only ? nothing : html`<button class="plain" aria-label="Remove ${text || 'these words'}"
          @click=${() => this.emit('prompt-removed')}>×</button>`}
      </div>`;
  }

  #marked(text) {
    const unknown = (this.unknown ?? []).filter(Boolean);
    if (!unknown.length) {
      return text + ' ';
    }
    const escaped = unknown.map(word => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    const parts = text.split(new RegExp(`(?<![\\p{L}\\p{N}])(${escaped.join('|')})(?![\\p{L}\\p{N}])`, 'giu'));
    return html`${parts.map((part, i) => i % 2 ? html`<mark>${part}</mark>` : part)} `;
  }

  #typed(event) {
    const text = event.target.value.replace(/\s*\n\s*/g, ' ');
    event.target.value = text;
    this.emit('prompt-typed', { text });
  }

  #pressed(event) {
    if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      this.emit('prompt-sent');
    } else if (event.key === 'Backspace' && !this.prompt.text && !this.only) {
      event.preventDefault();
      this.emit('prompt-removed');
    }
  }

  #weighed(event) {
    this.emit('prompt-weighed', { weight: Number(event.target.value) });
  }

  focusWords() {
    this.querySelector('textarea').focus();
  }
}

customElements.define('prompt-chip', PromptChip);
