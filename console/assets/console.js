// Keeps a page of the console current, has the buttons act, and shows custom widgets in the visitor's theme.
const header = { 'x-meshloop-console': '1' };
const main = document.querySelector('#main');
const dark = matchMedia('(prefers-color-scheme: dark)');

/** What a visitor opened or closed stays so; the rest opens and closes as the page says. */
const turned = new WeakSet();
document.addEventListener('click', ({ target }) => {
  const summary = target.closest('summary');
  if (summary) turned.add(summary.parentElement);
});

/** Changes only what differs, so that focus and scrolling stay. */
function patch(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName || old.nodeName === 'svg') return void old.replaceWith(fresh);
  if (old.nodeType !== Node.ELEMENT_NODE) return void (old.data = fresh.data);
  const ours = old.nodeName === 'IFRAME' ? ['src', 'height'] : turned.has(old) ? ['open'] : [];
  for (const name of old.getAttributeNames()) if (!ours.includes(name) && !fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (!ours.includes(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  patchChildren(old, [...fresh.childNodes]);
}

function patchChildren(parent, wanted) {
  for (const [index, child] of wanted.entries()) {
    const known = child.id ? [...parent.children].find(({ id }) => id === child.id) : undefined;
    const here = parent.childNodes[index];
    if (known && known !== here) parent.insertBefore(known, here ?? null);
    if (known) patch(known, child);
    else if (!here) parent.append(child);
    else if (here.id || child.id) parent.insertBefore(child, here);
    else patch(here, child);
  }
  while (parent.childNodes.length > wanted.length) parent.lastChild.remove();
}

async function refresh() {
  const answer = await fetch(location.href, { headers: header });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = page.querySelector('#main');
  if (!fresh) return;
  patchChildren(main, [...fresh.childNodes]);
  document.querySelector('#now').textContent = page.querySelector('#now').textContent;
  await showFrames();
}

/** As high as its content, at most as high as the dashboard has it. */
function fit(frame) {
  const { body } = frame.contentDocument;
  frame.height = Math.min(Number(frame.dataset.height), body.offsetHeight + 2 * body.offsetTop + 20);
}

/** A frame is loaded again only when its content is another: a visitor may be reading in it. */
const framed = new WeakMap();
async function showFrames() {
  for (const frame of document.querySelectorAll('iframe[data-src]')) {
    const address = `${frame.dataset.src}&theme=${dark.matches ? 'dark' : 'light'}`;
    const text = await (await fetch(address)).text();
    if (framed.get(frame) === text) continue;
    framed.set(frame, text);
    frame.addEventListener('load', () => fit(frame), { once: true });
    frame.src = address;
  }
}

function sayUnreachable() {
  document.querySelector('#live').textContent = 'The local cloud does not answer: it may have been ended.';
}

/** At most one refresh at a time, a moment after what happened last. */
let due = false;
let busy = false;
function soon() {
  due = true;
  if (busy) return;
  busy = true;
  keepUp().catch(sayUnreachable).finally(() => (busy = false));
}

async function keepUp() {
  while (due) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    due = false;
    await refresh();
  }
}

/** A browser opens few connections to one place: a page that nobody sees gives its own back. */
let stream;
function listen() {
  stream?.close();
  stream = undefined;
  if (document.hidden) return;
  stream = new EventSource('/_console/stream');
  stream.addEventListener('open', soon);
  stream.addEventListener('message', (message) => {
    const { text } = JSON.parse(message.data);
    document.querySelector('#live').textContent = text;
    soon();
  });
}

async function act(button) {
  const told = document.querySelector('#told');
  // Not `disabled`: the keyboard would lose its place.
  button.setAttribute('aria-disabled', 'true');
  told.className = '';
  told.textContent = `${button.textContent} …`;
  try {
    const answer = await fetch(`/_console/act/${button.dataset.act}`, { method: 'POST', headers: header });
    told.className = answer.ok ? 'done' : 'failed';
    told.textContent = await answer.text();
  } finally {
    button.removeAttribute('aria-disabled');
    soon();
  }
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-act]');
  if (button && button.getAttribute('aria-disabled') !== 'true') act(button).catch(sayUnreachable);
});

/** A link from elsewhere may point into details that are closed. */
function openTarget() {
  const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : undefined;
  if (target?.tagName === 'DETAILS') target.open = true;
}

document.addEventListener('visibilitychange', listen);
addEventListener('hashchange', openTarget);
addEventListener('pagehide', () => stream?.close());
dark.addEventListener('change', () => {
  showFrames().catch(sayUnreachable);
});
openTarget();
showFrames().catch(sayUnreachable);
listen();
