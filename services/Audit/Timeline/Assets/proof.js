// Checks in the browser that the entry of this page is under the root that the log signed. It trusts nothing that the server says about it:
// the leaf hash comes from the entry's own bytes, the root from the proof (RFC 9162 §2.1.3.2), and the signature is checked over the checkpoint.
'use strict';

const place = document.getElementById('proof');
const utf8 = new TextEncoder();

const hex = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
const unhex = text => Uint8Array.from(text.match(/../g) ?? [], pair => parseInt(pair, 16));
const unbase64 = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
const base64 = bytes => btoa(String.fromCharCode(...bytes));
const join = (...parts) => { const all = new Uint8Array(parts.reduce((n, part) => n + part.length, 0)); let at = 0; for (const part of parts) { all.set(part, at); at += part.length; } return all; };
const sha256 = async bytes => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
const node = (left, right) => sha256(join([1], left, right));
const uint32 = n => [n >>> 24, n >>> 16 & 255, n >>> 8 & 255, n & 255];

async function rootOf(leaf, index, size, path) {
  let [at, last, hash] = [BigInt(index), BigInt(size) - 1n, leaf];
  for (const sibling of path) {
    if (last === 0n) return null;
    if (at % 2n === 1n || at === last) {
      hash = await node(sibling, hash);
      while (at % 2n === 0n && at !== 0n) { at /= 2n; last /= 2n; }
    } else {
      hash = await node(hash, sibling);
    }
    at /= 2n; last /= 2n;
  }
  return last === 0n ? hash : null;
}

// A signed note: text, an empty line, and lines "— name base64(key id, signature)" (C2SP signed-note).
async function isSigned(checkpoint, key) {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(key.trim()) ?? [];
  const typed = unbase64(encoded);
  if (typed[0] !== 1 || id !== hex((await sha256(join(utf8.encode(name + '\n'), typed))).slice(0, 4))) return false;
  const end = checkpoint.lastIndexOf('\n\n');
  const text = checkpoint.slice(0, end + 1);
  const line = checkpoint.slice(end + 2).split('\n').find(one => one.startsWith(`— ${name} `) && hex(unbase64(one.split(' ')[2]).slice(0, 4)) === id);
  if (!line || text.split('\n')[0] !== name) return false;
  const publicKey = await crypto.subtle.importKey('raw', typed.slice(1), 'Ed25519', false, ['verify']);
  return crypto.subtle.verify('Ed25519', publicKey, unbase64(line.split(' ')[2]).slice(4), utf8.encode(text));
}

function say(isGood, text, detail) {
  const line = document.createElement('p');
  line.className = isGood ? 'proved' : 'disproved';
  line.append(text);
  if (detail) {
    const code = document.createElement('code');
    code.append(detail);
    line.append(' ', code);
  }
  place.append(line);
  return isGood;
}

async function checkValues(entry) {
  const personal = JSON.parse(place.dataset.personal);
  for (const { field, value, salt } of personal) {
    const parts = [unbase64(salt), utf8.encode(field), utf8.encode(value)];
    const digest = hex(await sha256(join(...parts.flatMap(part => [uint32(part.length), part]))));
    if (entry.body.personal?.[field] !== digest) return say(false, `The value shown for ${field} is not the one that the entry commits to.`);
  }
  return personal.length === 0 || say(true, 'The personal values shown are those that the entry commits to.');
}

async function check() {
  const bytes = unbase64(place.dataset.canonical);
  const leaf = await sha256(join([0], bytes));
  const answer = await fetch(`/log/proof/inclusion?index=${place.dataset.index}`, { cache: 'no-store' });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`The proof could not be read (${answer.status}).`);
  const proof = await answer.json();
  const key = await (await fetch('/log/key', { cache: 'no-store' })).text();
  const [, size, signedRoot] = proof.checkpoint.split('\n');
  const root = await rootOf(leaf, proof.index, proof.size, proof.hashes.map(unhex));

  place.replaceChildren();
  const all = [
    say(String(proof.size) === size && String(proof.index) === place.dataset.index && root !== null && base64(root) === signedRoot,
      `Entry ${place.dataset.index} is ${root !== null && base64(root) === signedRoot ? '' : 'not '}under the root of the log's first ${size} entries.`, signedRoot),
    say(await isSigned(proof.checkpoint, key), 'That root is signed with the key of the log. Compare the key with what the operator published:', key.trim()),
    await checkValues(JSON.parse(new TextDecoder().decode(bytes))),
  ];
  place.dataset.result = all.every(Boolean) ? 'proved' : 'disproved';
  return all;
}

async function run() {
  if (!window.isSecureContext) {
    say(false, 'This page was not loaded over https, so the browser does not let it check signatures.');
    place.dataset.result = 'impossible';
    return;
  }
  place.textContent = 'Checking …';
  try {
    for (let tries = 0; await check() === null; tries++) {
      place.textContent = 'Newer than the last signed checkpoint. Checking again in some seconds …';
      if (tries === 30) { place.textContent = 'Not signed yet: the log is signed every few seconds, unless something is wrong with it. Ask the operator.'; place.dataset.result = 'unsigned'; return; }
      await new Promise(done => setTimeout(done, 2000));
    }
  } catch (error) {
    place.replaceChildren();
    say(false, `The check could not be made: ${error.message}`);
    place.dataset.result = 'impossible';
  }
}

run();
