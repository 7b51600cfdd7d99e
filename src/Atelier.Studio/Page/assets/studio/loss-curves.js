// The loss of each prompt over the steps: the lower, the nearer the picture is to it.
import { View, html, svg } from '../core/element.js';

const width = 240, height = 44, colours = 6;

class LossCurves extends View {
  static properties = { steps: {}, at: {} };
  static follows = [];

  render() {
    const steps = (this.steps ?? []).filter(step => step.losses);
    const names = [...new Set(steps.flatMap(step => Object.keys(step.losses)))];
    if (steps.length < 2 || !names.length) {
      return html`<p class="small soft">The curves begin with the second step.</p>`;
    }
    return html`<ul class="curves">${names.map((name, i) => this.#curve(name, steps, i % colours))}</ul>`;
  }

  #curve(name, steps, colour) {
    const points = steps.filter(step => name in step.losses).map(step => [step.iteration, step.losses[name]]);
    const values = points.map(([, loss]) => loss);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const x = iteration => 3 + (width - 6) * (iteration - points[0][0]) / Math.max(1, points.at(-1)[0] - points[0][0]);
    const y = loss => 4 + (height - 8) * (1 - (loss - low) / Math.max(1e-9, high - low));
    const here = points.findLast(([iteration]) => iteration <= (this.at ?? Infinity)) ?? points[0];
    const label = /^sha256:|\//.test(name) ? 'a picture' : name;
    return html`<li>
      <div class="row apart small"><span class="key key${colour}">${label}</span><span class="number">${here[1].toFixed(3)}</span></div>
      <svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img"
        aria-label="Loss of ${label}: from ${values[0].toFixed(2)} to ${values.at(-1).toFixed(2)}, lowest ${low.toFixed(2)}">
        <line class="now" x1=${x(here[0])} x2=${x(here[0])} y1="0" y2=${height}></line>
        ${svg`<polyline class="curve curve${colour}"
          points=${points.map(([i, loss]) => `${x(i).toFixed(1)},${y(loss).toFixed(1)}`).join(' ')}></polyline>`}
      </svg></li>`;
  }
}

customElements.define('loss-curves', LossCurves);
