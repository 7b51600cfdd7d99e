// Strokes as instanced quads: each warps a brush mark, and covers what lies under it as its mark says, or
// multiplies it by its colour. Light, weave and grain are not drawn.
import { headers } from '../core/api.js';

const longest = 1024, numbers = 9; // of a stroke: centre, half sides, angle, colour, mark

const vertex = `#version 300 es
in vec2 corner; in vec4 place; in float angle; in vec4 paint;
uniform vec2 size;
out vec2 at; out vec3 colour; flat out float mark;
void main() {
  float s = sin(angle), c = cos(angle);
  vec2 along = corner * place.zw;
  vec2 point = place.xy + vec2(c * along.x - s * along.y, s * along.x + c * along.y);
  gl_Position = vec4(2.0 * point.x / size.x - 1.0, 1.0 - 2.0 * point.y / size.y, 0.0, 1.0);
  at = corner * 0.5 + 0.5; colour = paint.rgb; mark = paint.a;
}`;

const fragment = `#version 300 es
precision highp float;
in vec2 at; in vec3 colour; flat in float mark;
uniform sampler2D marks; uniform float count; uniform float shade; uniform bool multiplies;
out vec4 result;
void main() {
  vec4 brush = texture(marks, vec2(at.x, (mark + clamp(at.y, 0.01, 0.99)) / count));
  result = multiplies ? vec4(1.0 - brush.r * (1.0 - colour), 1.0) : vec4(colour * (1.0 + shade * (brush.g - 0.5)), brush.r);
}`;

export class StrokeCanvas {
  #gl;
  #count;
  #ground;
  #shown = 0;

  /** A canvas that shows a painting; null where there is no WebGL 2. */
  static async create(element, painting, style) {
    const scale = Math.min(1, longest / Math.max(painting.width, painting.height));
    [element.width, element.height] = [Math.round(painting.width * scale), Math.round(painting.height * scale)];
    const gl = element.getContext('webgl2', { alpha: false, antialias: false, preserveDrawingBuffer: true });
    if (!gl) {
      return null;
    }
    const answer = await fetch(style.url, { headers: headers() });
    const marks = await createImageBitmap(await answer.blob(), { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
    return new StrokeCanvas(gl, painting, style, marks);
  }

  constructor(gl, painting, style, marks) {
    this.#gl = gl;
    this.#count = painting.strokes.length;
    this.#ground = [1, 3, 5].map(i => parseInt(painting.ground.slice(i, i + 2), 16) / 255);
    const program = link(gl);
    gl.useProgram(program);
    const { width, height } = gl.canvas;
    gl.uniform2f(gl.getUniformLocation(program, 'size'), width, height);
    gl.uniform1f(gl.getUniformLocation(program, 'count'), style.marks);
    gl.uniform1f(gl.getUniformLocation(program, 'shade'), style.shade);
    gl.viewport(0, 0, width, height);
    gl.enable(gl.BLEND);
    gl.uniform1i(gl.getUniformLocation(program, 'multiplies'), style.multiplies ? 1 : 0);
    gl.blendFunc(...style.multiplies ? [gl.DST_COLOR, gl.ZERO] : [gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA]);
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, marks);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), gl.STATIC_DRAW);
    point(gl, program, 'corner', 2, 8, 0, 0);
    this.strokes = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, this.strokes);
    gl.bufferData(gl.ARRAY_BUFFER, instances(painting, Math.max(width, height), style.marks), gl.STATIC_DRAW);
    this.program = program;
    this.#clear();
  }

  /** Shows the first strokes: those that are not there yet are added, and going back begins anew. */
  show(count) {
    const gl = this.#gl;
    if (count < this.#shown) {
      this.#clear();
    }
    const first = 4 * numbers * this.#shown, size = 4 * numbers;
    point(gl, this.program, 'place', 4, size, first, 1);
    point(gl, this.program, 'angle', 1, size, first + 16, 1);
    point(gl, this.program, 'paint', 4, size, first + 20, 1);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, count - this.#shown);
    this.#shown = count;
  }

  dispose() {
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #clear() {
    this.#gl.clearColor(...this.#ground, 1);
    this.#gl.clear(this.#gl.COLOR_BUFFER_BIT);
    this.#shown = 0;
  }
}

// lengths in a strokes file are shares of the longer side, angles half turns
function instances({ strokes }, unit, marks) {
  const all = new Float32Array(strokes.length * numbers);
  strokes.forEach(([x, y, length, thickness, angle, red, green, blue, , mark], i) => {
    const turned = thickness > length;
    const [along, across] = turned ? [thickness, length] : [length, thickness];
    all.set([x * unit, y * unit, Math.max(along * unit / 2, 0.6), Math.max(across * unit / 2, 0.6),
      (turned ? angle + 0.5 : angle) * Math.PI, red, green, blue, mark % marks], i * numbers);
  });
  return all;
}

function point(gl, program, name, size, stride, offset, divisor) {
  const at = gl.getAttribLocation(program, name);
  gl.enableVertexAttribArray(at);
  gl.vertexAttribPointer(at, size, gl.FLOAT, false, stride, offset);
  gl.vertexAttribDivisor(at, divisor);
}

function link(gl) {
  const program = gl.createProgram();
  for (const [type, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
    throw new Error(gl.getProgramInfoLog(program));
  }
  return program;
}
