// Keeps the timeline at the newest entries: the stream says that there is something new, and the page itself, read again, says what.
'use strict';

const state = document.getElementById('live');
const newest = 50;
let added = 0;
let reading = null;
let again = false;

function say(text, isLive) {
  state.textContent = text;
  state.dataset.state = isLive ? 'live' : 'waiting';
}

const sayLive = () => say(added === 0 ? 'Live' : `Live, ${added} new`, true);

// One reading at a time and at most one a second, however many entries come.
function refresh() {
  if (reading) { again = true; return; }
  again = false;
  reading = read().catch(() => say('Reconnecting …', false)).finally(() => setTimeout(() => { reading = null; if (again) refresh(); }, 1000));
}

async function read() {
  const answer = await fetch(location.href, { cache: 'no-store' });
  if (answer.redirected) { location.reload(); return; }
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const coming = page.querySelector('.entries');
  if (!coming) return;
  const list = document.querySelector('.entries');
  if (!list) { added += coming.children.length; document.querySelector('.empty')?.replaceWith(coming); sayLive(); return; }

  // What is there stays as it is: opened, focused, selected.
  const known = new Set(Array.from(list.children, entry => entry.id));
  const fresh = Array.from(coming.children).filter(entry => !known.has(entry.id));
  for (const entry of fresh) entry.classList.add('fresh');
  if (fresh.length === coming.children.length) list.replaceChildren(...fresh); else list.prepend(...fresh);
  while (list.children.length > newest) list.lastElementChild.remove();
  added += fresh.length;
  sayLive();
}

const stream = new EventSource(`/live/events${location.search}`);
stream.onopen = () => { sayLive(); refresh(); };
stream.onerror = () => say(stream.readyState === EventSource.CLOSED ? 'The connection is over. Load the page again.' : 'Reconnecting …', false);
for (const type of document.querySelectorAll('#type option')) {
  if (type.value) stream.addEventListener(type.value, refresh);
}
