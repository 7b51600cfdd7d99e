// Deleting pictures for good, once somebody has said yes.
import { store } from '../core/store.js';
import { request } from '../core/api.js';

const together = 200; // in one request

/** Deletes pictures by their numbers; whether it did. */
export async function deletePictures(numbers) {
  const what = numbers.length === 1 ? 'this picture' : `these ${numbers.length.toLocaleString('en')} pictures`;
  if (!confirm(`Delete ${what} for good?`)) {
    return false;
  }
  return await store.try(async () => {
    let deleted = 0;
    for (let i = 0; i < numbers.length; i += together) {
      const query = new URLSearchParams(numbers.slice(i, i + together).map(number => ['number', number]));
      deleted += (await request(`/api/pictures?${query}`, { method: 'DELETE' })).deleted;
    }
    store.say(deleted === 1 ? 'The picture was deleted.' : `${deleted.toLocaleString('en')} pictures were deleted.`);
    return true;
  }) ?? false;
}
