// Collecting criteria: copying a lasting address, printing, choosing what to compare. All of it works without, less comfortably.
(() => {
  "use strict";

  // What only a script can do is shown only where scripts run.
  document.querySelectorAll("[data-copy], [data-print]").forEach((button) => { button.hidden = false; });

  document.addEventListener("click", async (event) => {
    if (event.target.closest("[data-print]")) window.print();
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    const state = button.parentElement.querySelector("[data-copy-state]");
    try {
      await navigator.clipboard.writeText(field.value);
      state.textContent = button.dataset.copied;
    } catch {
      // Only a page that came over HTTPS may use the clipboard: the address is selected instead.
      field.select();
      state.textContent = button.dataset.failed;
    }
  });

  // A box of the comparison may stand inside the form of the filters, which sends itself at every change: keep it out.
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form || form.id !== "compare") return;
    event.stopPropagation();
    const chosen = new FormData(form).getAll("c").length;
    const state = form.querySelector("[data-compare-count]");
    const text = chosen > 4 ? state.dataset.many : `${chosen} ${state.dataset.enough}`;
    state.textContent = chosen < 2 ? state.dataset.few : text;
    form.classList.toggle("is-chosen", chosen > 0);
  }, true);
})();
