// OpenAI's client for JavaScript against a studio: node openai.mjs http://127.0.0.1:7860
import assert from 'node:assert/strict';
import fs from 'node:fs';
import OpenAI, { toFile } from 'openai';

const [studio, picture] = process.argv.slice(2);
const client = new OpenAI({ apiKey: 'sk-x', baseURL: `${studio}v1` });
const file = () => toFile(fs.readFileSync(picture), 'a.png', { type: 'image/png' });
const isPng = text => assert.equal(Buffer.from(text, 'base64').subarray(1, 4).toString(), 'PNG');

let answer = await client.images.generate({ prompt: 'a red apple', model: 'vqgan-toy', size: '128x128', n: 2 });
assert.equal(answer.data.length, 2);
isPng(answer.data[0].b64_json);
answer = await client.images.generate({ prompt: 'a red apple', model: 'vqgan-toy', response_format: 'url' });
assert.equal((await fetch(answer.data[0].url)).status, 200);

const events = [];
for await (const event of await client.images.generate({ prompt: 'x', model: 'vqgan-toy', stream: true, partial_images: 2 })) events.push(event);
assert.equal(events.at(-1).type, 'image_generation.completed');
isPng(events.at(-1).b64_json);

isPng((await client.images.edit({ image: await file(), mask: await file(), prompt: 'blue', model: 'vqgan-toy' })).data[0].b64_json);
isPng((await client.images.edit({ image: [await file(), await file()], prompt: 'blue', model: 'vqgan-toy' })).data[0].b64_json);
const edits = [];
for await (const event of await client.images.edit(
  { image: await file(), prompt: 'blue', model: 'vqgan-toy', stream: true, partial_images: 1 })) edits.push(event.type);
assert.equal(edits.at(-1), 'image_edit.completed');
assert.equal((await client.images.createVariation({ image: await file(), model: 'vqgan-toy', n: 2 })).data.length, 2);

const models = [];
for await (const model of client.models.list()) models.push(model.id);
assert.ok(models.includes('vqgan-toy'));
await assert.rejects(client.images.generate({ prompt: 'x', model: 'none' }), error => error.status === 404 && error.code === 'model_not_found');
await assert.rejects(client.images.generate({ prompt: 'x', size: '1x1' }), error => error.status === 400 && error.param === 'size');
console.log('done');
