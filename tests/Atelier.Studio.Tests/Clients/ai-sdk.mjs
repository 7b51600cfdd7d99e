// Vercel's AI SDK against a studio.
import assert from 'node:assert/strict';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import * as ai from 'ai';

const [studio] = process.argv.slice(2);
const provider = createOpenAICompatible({ name: 'atelier', apiKey: 'sk-x', baseURL: `${studio}v1` });
const generate = ai.generateImage ?? ai.experimental_generateImage;
const answer = await generate({ model: provider.imageModel('vqgan-toy'), prompt: 'a red apple', size: '256x256', n: 2 });
assert.equal(answer.images.length, 2);
assert.equal(answer.image.mediaType, 'image/png');
console.log('done');
