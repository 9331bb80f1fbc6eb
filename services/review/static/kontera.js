// The pages work without this. It adds keys: j and k between lines, 1 2 3 to pick, 0 to type, Ctrl+Enter to save.
"use strict";

const all = (query, root = document) => [...root.querySelectorAll(query)];
const form = document.getElementById("coding");
const stops = form ? all(".line", form) : all(".queue .open");
let keys = localStorage.getItem("shortcuts") !== "off";

const typing = (element) => element.matches("input[type=text], select, textarea");
const isOpen = (group) =>
  "needed" in group.dataset && !group.querySelector("input:checked") && !group.querySelector("input[type=text]").value.trim();

function show(group) {
  const folded = group.closest("details");
  if (folded) folded.open = true;
}

function focusGroup(group) {
  show(group);
  const target = group.querySelector("input:checked") || group.querySelector("input");
  target.focus({ preventScroll: true });
  (group.closest(".line") || group).scrollIntoView({ block: "nearest" });
}

function currentStop() {
  return stops.findIndex((stop) => stop.contains(document.activeElement));
}

function move(step) {
  const at = currentStop();
  const next = stops[at < 0 ? (step > 0 ? 0 : stops.length - 1) : Math.min(Math.max(at + step, 0), stops.length - 1)];
  if (!next) return;
  if (!form) return next.focus();
  const groups = all(".group", next);
  if (groups.length) focusGroup(groups.find(isOpen) || groups[0]);
}

function currentGroup() {
  const focused = document.activeElement.closest(".group");
  if (focused) return focused;
  const line = stops[currentStop()];
  const groups = all(".group", line || form);
  return groups.find(isOpen) || (line ? groups[0] : undefined);
}

function pick(number) {
  const group = currentGroup();
  const choice = group && all(".option:not(.other) input[type=radio][value^='code:']", group)[number - 1];
  if (!choice) return;
  show(group);
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  const groups = all(".group", form);
  focusGroup(groups.slice(groups.indexOf(group) + 1).find(isOpen) || group);
}

function typeOther() {
  const group = currentGroup();
  if (!group) return;
  show(group);
  group.querySelector("input[type=text]").focus();
}

function count() {
  const text = document.querySelector("[data-left]");
  const left = all(".group", form).filter(isOpen).length;
  const words = left === 0 ? text.dataset.none : left === 1 ? text.dataset.one : text.dataset.many;
  text.textContent = words.replace("#", left);
}

function onKey(event) {
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (!keys || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const onRadio = event.target.matches("input[type=radio]");
  if (event.key === "j" || (event.key === "ArrowDown" && !onRadio && currentStop() >= 0)) move(1);
  else if (event.key === "k" || (event.key === "ArrowUp" && !onRadio && currentStop() >= 0)) move(-1);
  else if (form && /^[1-3]$/.test(event.key)) pick(Number(event.key));
  else if (form && event.key === "0") typeOther();
  else return;
  event.preventDefault();
}

// A typed code and a chosen suggestion exclude each other: the last one touched is meant.
function onInput(event) {
  const group = event.target.closest(".group");
  if (!group) return;
  const other = group.querySelector("input[value=other]");
  const text = group.querySelector("input[type=text]");
  if (event.target === text && other && text.value) other.checked = true;
  if (event.target.type === "radio" && event.target !== other) text.value = "";
  count();
}

function offerKeys(panel) {
  const button = panel.querySelector("button");
  const apply = () => {
    button.setAttribute("aria-pressed", String(keys));
    document.body.classList.toggle("with-keys", keys);
  };
  button.addEventListener("click", () => {
    keys = !keys;
    localStorage.setItem("shortcuts", keys ? "on" : "off");
    apply();
  });
  panel.hidden = false;
  apply();
}

document.addEventListener("keydown", onKey);
all("[data-shortcuts]").forEach(offerKeys);
if (form) {
  form.addEventListener("change", onInput);
  form.addEventListener("input", onInput);
  count();
}
// A link of the error summary may lead into a folded line.
all(".notice a[href^='#']").forEach((link) =>
  link.addEventListener("click", (event) => {
    const target = document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    show(target);
    target.focus();
  }),
);
