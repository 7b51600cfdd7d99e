// SillyTavern's own router, in its modes for AUTOMATIC1111 and stable-diffusion.cpp, against a studio.
import assert from 'node:assert/strict';
import express from 'express';

const { setConfigFilePath } = await import('sillytavern/src/util.js');
setConfigFilePath('node_modules/sillytavern/default/config.yaml');
const { router } = await import('sillytavern/src/endpoints/stable-diffusion.js');
const app = express();
app.use(express.json({ limit: '50mb' }));
app.use('/api/sd', router);
const server = app.listen(0, '127.0.0.1');
await new Promise(resolve => server.once('listening', resolve));
const url = process.argv[2].replace(/\/$/, '');

async function post(path, body = {}) {
  const response = await fetch(`http://127.0.0.1:${server.address().port}/api/sd${path}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ url, auth: '', ...body }),
  });
  const text = await response.text();
  assert.ok(response.ok, `${path}: ${response.status} ${text.slice(0, 300)}`);
  try { return JSON.parse(text); } catch { return text; }
}

await post('/ping');
assert.ok((await post('/models')).some(model => model.value === 'vqgan-toy'));
assert.ok((await post('/samplers')).includes('Adam'));
assert.ok((await post('/schedulers')).includes('automatic'));
assert.ok((await post('/upscalers')).includes('upscale-glyphs'));
await post('/vaes');
await post('/set-model', { model: 'vqgan-toy' });
assert.equal(await post('/get-model'), 'vqgan-toy');
const made = await post('/generate', {
  prompt: 'a red apple', negative_prompt: 'blur', sampler_name: 'Adam', scheduler: 'automatic', steps: 20, cfg_scale: 7, width: 128,
  height: 128, restore_faces: false, enable_hr: false, override_settings: { CLIP_stop_at_last_layers: 1 },
  override_settings_restore_afterwards: true, save_images: true, send_images: true,
});
assert.ok(made.images[0].length > 100);
await post('/sdcpp/ping');
await post('/sdcpp/models');
await post('/sdcpp/generate', { prompt: 'x', width: 128, height: 128, steps: 20 });
console.log('done');
process.exit(0);
