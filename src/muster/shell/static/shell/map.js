// Places on a plain ground, moved and zoomed. No tiles are needed; if the installation has a
// file of tiles (data-tiles), its lines are drawn below. Without WebGL the drawing stays.
(() => {
  "use strict";
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const KINDS = { done: "done", doing: "doing", soon: "soon", late: "late", ink3: "ink-3" };

  const features = (points) => ({
    type: "FeatureCollection",
    features: points.map((point, id) => ({
      type: "Feature",
      id,
      geometry: { type: "Point", coordinates: [point.lon, point.lat] },
      properties: { ...point, id },
    })),
  });

  const style = (points, tiles) => ({
    version: 8,
    sources: {
      places: { type: "geojson", data: features(points), cluster: points.length > 200, clusterRadius: 28, clusterMaxZoom: 11 },
      ...(tiles ? { ground: { type: "vector", url: `pmtiles://${tiles}` } } : {}),
    },
    layers: [
      { id: "bg", type: "background", paint: { "background-color": colour("sunken") } },
      ...(tiles ? ["water", "boundaries", "roads"].map((name) => ({
        id: name, type: name === "water" ? "fill" : "line", source: "ground", "source-layer": name,
        paint: name === "water" ? { "fill-color": colour("line") } : { "line-color": colour("line-2") },
      })) : []),
      { id: "groups", type: "circle", source: "places", filter: ["has", "point_count"],
        paint: { "circle-radius": ["interpolate", ["linear"], ["get", "point_count"], 2, 8, 50, 18], "circle-color": colour("ink-3"), "circle-opacity": 0.55, "circle-stroke-width": 1, "circle-stroke-color": colour("surface") } },
      { id: "places", type: "circle", source: "places", filter: ["!", ["has", "point_count"]],
        paint: { "circle-radius": ["match", ["get", "kind"], "late", 7, "soon", 6, 5], "circle-stroke-width": 1.5, "circle-stroke-color": colour("surface"),
          "circle-color": ["match", ["get", "kind"], ...Object.entries(KINDS).flatMap(([kind, name]) => [kind, colour(name)]), colour("doing")] } },
    ],
  });

  const card = (point) => {
    const box = document.createElement("div");
    const name = document.createElement(point.href ? "a" : "b");
    name.textContent = point.label;
    if (point.href) { name.href = point.href; name.className = "link"; }
    box.append(name);
    if (point.text) {
      const text = document.createElement("span");
      text.className = "two";
      text.textContent = point.text;
      box.append(text);
    }
    return box;
  };

  const bounds = (points) => points.reduce(
    (box, { lon, lat }) => [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)],
    [180, 90, -180, -90],
  );

  const words = ({ title, nearer, farther }) => ({
    "Map.Title": title, "NavigationControl.ZoomIn": nearer, "NavigationControl.ZoomOut": farther,
  });

  window.musterMap = (holder) => {
    if (holder.dataset.started || !window.maplibregl) return;
    holder.dataset.started = "1";
    const points = JSON.parse(document.getElementById(holder.dataset.map).textContent);
    if (!points.length) return;
    maplibregl.setWorkerUrl(holder.dataset.worker);
    const { tiles } = holder.dataset;
    if (tiles) maplibregl.addProtocol("pmtiles", new pmtiles.Protocol().tile);
    const place = document.createElement("div");
    place.className = "vmap-live";
    holder.append(place);
    let map;
    try {
      map = new maplibregl.Map({ container: place, style: style(points, tiles), bounds: bounds(points), fitBoundsOptions: { padding: 48, maxZoom: 14 }, attributionControl: false, cooperativeGestures: false, locale: words(holder.dataset) });
    } catch {
      place.remove(); // no WebGL: the drawing below stays
      return;
    }
    map.addControl(new maplibregl.NavigationControl({ showCompass: false }));
    map.addControl(new maplibregl.ScaleControl({ unit: "metric" }));
    map.on("load", () => holder.classList.add("is-live"));
    map.on("click", "places", ({ features: [hit] }) => {
      new maplibregl.Popup({ closeButton: false }).setLngLat(hit.geometry.coordinates).setDOMContent(card(hit.properties)).addTo(map);
    });
    map.on("click", "groups", ({ point, lngLat }) => {
      map.easeTo({ center: lngLat, zoom: map.getZoom() + 2, around: map.unproject(point) });
    });
    for (const layer of ["places", "groups"]) {
      map.on("mouseenter", layer, () => { map.getCanvas().classList.add("is-hit"); });
      map.on("mouseleave", layer, () => { map.getCanvas().classList.remove("is-hit"); });
    }
    new MutationObserver(() => map.setStyle(style(points, tiles))).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  };
  document.querySelectorAll("[data-map]").forEach(window.musterMap);
})();
