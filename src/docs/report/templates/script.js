(() => {
  const root = document.documentElement;
  const theme = document.getElementById("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  theme.addEventListener("click", () => {
    const now = root.dataset.theme ?? (dark.matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
  });

  const tip = document.getElementById("tip");
  const show = (target, x, y) => {
    tip.textContent = target.dataset.tip;
    tip.hidden = false;
    tip.style.left = `${Math.max(8, Math.min(x + 14, innerWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${y + 18 + tip.offsetHeight > innerHeight ? y - tip.offsetHeight - 10 : y + 18}px`;
  };
  addEventListener("pointermove", (event) => {
    const target = event.target.closest?.("[data-tip]");
    if (target) show(target, event.clientX, event.clientY);
    else tip.hidden = true;
  });

  const dag = document.getElementById("dag");
  const edges = [...dag.querySelectorAll(".edges path")];
  const nodes = [...dag.querySelectorAll(".node")];
  const reach = (start, from, to, seen = new Set([start])) => {
    for (const edge of edges)
      if (edge.dataset[from] === start && !seen.has(edge.dataset[to])) {
        seen.add(edge.dataset[to]);
        reach(edge.dataset[to], from, to, seen);
      }
    return seen;
  };
  const light = (id) => {
    const below = reach(id, "from", "to");
    const above = reach(id, "to", "from");
    dag.classList.add("focus");
    for (const node of nodes)
      node.classList.toggle("lit", below.has(node.dataset.id) || above.has(node.dataset.id));
    for (const edge of edges) {
      const { from, to } = edge.dataset;
      edge.classList.toggle("lit", (below.has(from) && below.has(to)) || (above.has(from) && above.has(to)));
    }
  };
  const dim = () => dag.classList.remove("focus");
  for (const node of nodes) {
    node.addEventListener("pointerenter", () => light(node.dataset.id));
    node.addEventListener("pointerleave", dim);
    node.addEventListener("focus", () => {
      light(node.dataset.id);
      const box = node.getBoundingClientRect();
      show(node, box.left, box.bottom - 12);
    });
    node.addEventListener("blur", () => {
      dim();
      tip.hidden = true;
    });
  }
})();
