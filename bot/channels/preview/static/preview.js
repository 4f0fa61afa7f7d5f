// Saves loading whole pages: forms and views are fetched, and what changed of the page is put in its place.
"use strict";

const REGIONS = ["edition", "alert", "remark", "side"];
const by = (id) => document.getElementById(id);
const log = () => by("log");
let last = Promise.resolve();

// One after the other, in the order of what was pressed.
function load(...what) {
  last = last.catch(() => {}).then(() => fetched(...what));
  return last;
}

async function fetched(url, options = {}, moved = "replaceState") {
  const slow = setTimeout(() => { by("status").textContent = document.body.dataset.busy; }, 400);
  const answer = await fetch(url, options).catch(() => null);
  const text = answer?.ok ? await answer.text() : null;
  clearTimeout(slow);
  by("status").textContent = text === null ? document.body.dataset.lost : "";
  if (text === null) return;
  if (moved) history[moved](null, "", answer.url);
  show(new DOMParser().parseFromString(text, "text/html"), !moved);
}

function show(page, keep) {
  const focus = remembered();
  const shown = page.getElementById("side").dataset.view;
  for (const id of REGIONS) {
    if (keep && id === "side" && shown === "what_if" && by("side").dataset.view === shown) continue; // what is being filled in stays
    if (by(id).outerHTML !== page.getElementById(id).outerHTML) by(id).replaceWith(page.getElementById(id));
  }
  by("text").disabled = by("say").querySelector("button").disabled = page.getElementById("text").disabled;
  const view = "view=" + (shown === "file" ? "path" : shown);
  document.querySelectorAll("#chat form").forEach((form) => form.setAttribute("action", form.getAttribute("action").replace(/view=\w+/, view)));
  toward(merge(page.getElementById("log")));
  toLine();
  restore(focus);
}

// Bubbles keep their element while they say the same, so that a screen reader reads only what is new.
// Returns the first bubble that was not there before, else the first that says something else.
function merge(next) {
  const old = new Map([...log().children].map((bubble) => [bubble.id, bubble]));
  const bubbles = [...next.children].map((bubble) => (old.get(bubble.id)?.isEqualNode(bubble) ? old.get(bubble.id) : bubble));
  const changed = bubbles.filter((bubble) => !log().contains(bubble));
  [...log().children].forEach((bubble) => bubbles.includes(bubble) || bubble.remove());
  bubbles.forEach((bubble, place) => bubble === log().children[place] || log().insertBefore(bubble, log().children[place] ?? null));
  return changed.find((bubble) => !old.has(bubble.id)) ?? changed[0];
}

function toward(bubble) {
  if (bubble) log().scrollTop = bubble.offsetTop - 10;
}

function toLine() {
  const line = by("line");
  if (!line) return;
  line.parentElement.scrollTop = line.offsetTop - line.parentElement.clientHeight / 2;
  line.scrollIntoView({ block: "nearest" });
}

// After a press the focus stays on the same button where it is still there, else it goes to the new screen.
function remembered() {
  const here = document.activeElement;
  const label = here.getAttribute("aria-label") || here.textContent.replace(/^[☐☑] /, "");
  return { here, label, bubble: here.closest("#log > li")?.id, side: Boolean(here.closest("#side")), name: here.name };
}

function restore({ here, label, bubble, side, name }) {
  if (here.isConnected || here === document.body) return;
  const place = bubble ? by(bubble) : side ? by("side") : null;
  const same = [...(place?.querySelectorAll("a, button, input, select") ?? [])].find((each) =>
    each.name === name && (each.getAttribute("aria-label") || each.textContent.replace(/^[☐☑] /, "")) === label);
  const target = same || (bubble || name === "question" ? log().querySelector(":scope > .live") || log().lastElementChild : by("side"));
  target.focus({ preventScroll: true });
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const body = new URLSearchParams(new FormData(form, event.submitter));
  if (form.id === "say") {
    if (!by("text").value.trim()) return;
    by("text").value = "";
  }
  load(form.action, { method: "POST", body });
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("#side a, #alert a");
  if (!link || link.protocol !== location.protocol || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  load(link.href, {}, "pushState");
});

addEventListener("popstate", () => load(location.href, {}, null));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (by("back")) load(by("back").href, {}, "pushState");
  else by("text").focus();
});

// A browser opens few connections to one place, so one tab listens for all; when it closes, another takes over.
const tabs = new BroadcastChannel("changes");
tabs.onmessage = (event) => changed(event.data);
navigator.locks.request("listening", () => new Promise(() => {
  const events = new EventSource("/events");
  const tell = (mark) => { tabs.postMessage(mark); changed(mark); };
  events.onmessage = (event) => tell(event.data);
  events.onerror = () => tell("");
}));

async function changed(mark) {
  const { lost, updated } = document.body.dataset;
  if (!mark) {
    by("status").textContent = lost;
  } else if (mark !== by("edition").dataset.mark) {
    await load(location.href, {}, null);
    by("status").textContent = updated;
  } else if (by("status").textContent === lost) {
    by("status").textContent = "";
  }
}

toward(log().lastElementChild);
toLine();
