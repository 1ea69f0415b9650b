// A drawing that can be walked day by day: the button fetches the chart library and puts a chart
// in the drawing's place. Without a script the drawing is all there is, and it is enough.
(() => {
  "use strict";
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const KINDS = { done: "done", doing: "doing", soon: "soon", late: "late", ink3: "ink-3" };

  const load = (src) => window.echarts ? Promise.resolve() : new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = src;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });

  const text = { fontSize: 11, color: colour("ink-3"), fontFamily: "Inter, sans-serif" };
  const dayOf = (value) => { const on = new Date(value); return `${on.getDate()}/${on.getMonth() + 1}`; };

  const option = (lines) => ({
    animation: false,
    grid: { left: 8, right: 72, top: 24, bottom: 8, containLabel: true },
    // A tooltip of the canvas: one of HTML would carry inline styles, which the page forbids.
    tooltip: { trigger: "axis", renderMode: "richText", backgroundColor: colour("surface"), borderColor: colour("line-2"),
      textStyle: { color: colour("ink"), fontSize: 12 },
      formatter: (points) => [dayOf(points[0].value[0]), ...points.map((point) => `${point.seriesName}: ${point.value[1]}`)].join("\n") },
    xAxis: { type: "time", axisLine: { show: false }, axisTick: { show: false }, splitNumber: 5, axisLabel: { ...text, formatter: dayOf, hideOverlap: true } },
    yAxis: { type: "value", axisLabel: text, splitLine: { lineStyle: { color: colour("line") } } },
    series: lines.map((line) => ({
      type: "line", name: line.name, data: line.values, showSymbol: false,
      lineStyle: { width: line.dashed ? 1.2 : 2, type: line.dashed ? "dashed" : "solid" },
      itemStyle: { color: colour(KINDS[line.kind]) },
      labelLayout: { moveOverlap: "shiftY" },
      endLabel: { show: true, formatter: line.name, fontSize: 11, color: colour("ink-2") },
    })),
  });

  const open = async (holder) => {
    const { explore, library } = holder.dataset;
    await load(library);
    const place = document.createElement("div");
    place.className = "explored";
    holder.querySelector("figure").replaceWith(place);
    holder.querySelector("[data-explore-open]").remove();
    const chart = window.echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(option(JSON.parse(document.getElementById(explore).textContent)));
    new ResizeObserver(() => chart.resize()).observe(place);
  };

  document.addEventListener("click", (event) => {
    const holder = event.target.closest("[data-explore-open]")?.closest("[data-explore]");
    if (holder) open(holder);
  });
})();
