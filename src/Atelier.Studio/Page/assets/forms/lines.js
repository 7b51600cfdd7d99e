// Lists as text, one entry a line. Entries are texts, or records with a text and one number: "a fox: 0.5" has a weight, "a fox @2" seconds.

/** The text of a list. */
export function writeLines(list, items) {
  return list.map(one => typeof one === 'string' ? one : one.text === undefined ? `[${one.picture}]`
    : one.seconds !== undefined ? `${one.text} @${one.seconds}`
    : one.weight !== undefined && one.weight !== 1 && items?.properties?.weight ? `${one.text}: ${one.weight}` : one.text).join('\n');
}

/** The list of a text; undefined if there is nothing in it. */
export function readLines(text, items) {
  const lines = text.split('\n').map(line => line.trim()).filter(Boolean);
  return lines.length ? lines.map(line => read(line, items?.properties)) : undefined;
}

function read(line, fields) {
  if (!fields) {
    return line;
  }
  const picture = /^\[(sha256:[0-9a-f]{64})\]$/.exec(line);
  if (picture) {
    return { picture: picture[1] };
  }
  const weighed = fields.weight && /^(.*\S)\s*:\s*(-?\d+(?:\.\d+)?)$/.exec(line);
  const timed = fields.seconds && /^(.*\S)\s*@\s*(\d+(?:\.\d+)?)\s*s?$/.exec(line);
  return weighed ? { text: weighed[1], weight: Number(weighed[2]) } : timed ? { text: timed[1], seconds: Number(timed[2]) }
    : { text: line };
}
