"use strict";
(() => {
  const PAGE = 100;
  const STATES = {FAILED: "Failed", PENDING: "Not reached", SAVED: "Saved", UNCHANGED: "Unchanged", NOTHING_TO_SAVE: "Nothing to save"};
  const ORDER = Object.keys(STATES);
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);

  // The order of the arrays is that of PageData.
  const rows = data.repositories.map(([name, state, failure, detail, start, took, change, images], position) => {
    const parts = images.map(([tag, digest, platform, created, reason, archive, size, fetched]) =>
      ({tag, digest, platform, created, reason, archive, size, fetched}));
    const sum = (key) => parts.reduce((total, image) => total + image[key], 0);
    const why = detail || (parts.length ? parts[0].reason : "");
    return {
      position, name, state, failure, detail, start, took, change, images: parts, why, size: sum("size"), fetched: sum("fetched"),
      tag: parts.map((image) => image.tag).join(", "), created: parts.length ? parts[0].created : "",
      text: [name, ...parts.flatMap((image) => [image.tag, image.digest, image.platform, image.reason]), detail, failure].join("\n").toLowerCase(),
    };
  });
  const largest = rows.reduce((most, row) => Math.max(most, row.size), 1);

  // Everything that others named becomes text, never markup.
  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  }
  const isolated = (text) => element("bdi", {}, text);

  function bytes(value) {
    const units = ["B", "kB", "MB", "GB", "TB", "PB"];
    let unit = 0;
    while (value >= 999.5 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return value.toFixed(unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2) + " " + units[unit];
  }
  function duration(millis) {
    const seconds = Math.floor(millis / 1000);
    if (seconds < 10) {
      return (millis / 1000).toFixed(1) + " s";
    }
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : `${Math.floor(seconds / 3600)} h ${Math.floor(seconds / 60) % 60} min`;
  }
  const number = (value) => value.toLocaleString("en");
  const minute = (iso) => iso.replace("T", " ").slice(0, 16);
  const clock = (millis, long) => new Date(millis).toISOString().slice(long ? 5 : 11, 19).replace("T", " ");

  const collator = new Intl.Collator("en", {numeric: true});
  const COLUMNS = [
    {key: "name", label: "Repository", compare: (a, b) => collator.compare(a.name, b.name)},
    {key: "state", label: "Result", compare: (a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state)},
    {key: "tag", label: "Tag", compare: (a, b) => collator.compare(a.tag, b.tag)},
    {key: "created", label: "Built", compare: (a, b) => (a.created < b.created ? -1 : a.created > b.created ? 1 : 0), descending: true},
    {key: "size", label: "Size", compare: (a, b) => a.size - b.size, descending: true, number: true},
    {key: "fetched", label: "Fetched", compare: (a, b) => a.fetched - b.fetched, descending: true, number: true},
    {key: "took", label: "Took", compare: (a, b) => a.took - b.took, descending: true, number: true},
    {key: "why", label: "Why"},
  ];

  const view = {column: COLUMNS[0], descending: false, page: 0, found: rows};

  function sort() {
    const sign = view.descending ? -1 : 1;
    rows.sort((a, b) => sign * view.column.compare(a, b) || a.position - b.position);
  }

  function find() {
    const words = byId("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
    const state = byId("state").value;
    const change = byId("change").value;
    view.found = rows.filter((row) => (!state || row.state === state) && (!change || (change === "ANY" ? row.change : row.change === change))
      && words.every((word) => row.text.includes(word)));
    view.page = 0;
    show();
  }

  function cell(column, className, ...children) {
    return element("td", {class: className, "data-label": column}, ...children);
  }

  function facts(pairs) {
    const list = element("dl");
    for (const [term, value, code] of pairs) {
      if (value) {
        list.append(element("dt", {}, term), element("dd", code ? {class: "code"} : {}, isolated(value)));
      }
    }
    return list;
  }

  function details(row) {
    const times = row.start ? `${clock(row.start, true)} to ${clock(row.start + row.took, true)}` : "";
    const inner = element("td", {colspan: COLUMNS.length}, facts([["Worked on", times], ["Remark", row.detail],
      ["What to do", row.state === "FAILED" ? data.remedies[row.failure] || "" : ""], ["Changed", data.changes[row.change] || ""]]));
    for (const image of row.images) {
      inner.append(facts([["Tag", image.tag, true], ["Digest", image.digest, true], ["Platform", image.platform],
        ["Built", image.created], ["Chosen because", image.reason], ["Archive", image.archive, true], ["Size", bytes(image.size)]]));
    }
    return element("tr", {class: "details"}, inner);
  }

  function toggle(button, line, row) {
    const open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
    if (open) {
      line.nextSibling.remove();
    }
    else {
      line.after(details(row));
    }
  }

  function line(row) {
    const button = element("button", {type: "button", "aria-expanded": "false"}, isolated(row.name));
    const result = element("span", {class: "mark " + row.state}, STATES[row.state] || row.state);
    const fill = element("i");
    fill.style.width = 100 * row.size / largest + "%";
    const has = row.images.length > 0;
    const made = element("tr", {},
      element("td", {class: "name"}, button),
      element("td", {class: "result"}, result, ...(row.change ? [element("span", {class: "badge"}, data.changes[row.change] || "")] : [])),
      cell("Tag", "tag", ...(row.tag ? [isolated(row.tag)] : [])),
      cell("Built", "time", minute(row.created)),
      cell("Size", "number", ...(has ? [bytes(row.size), element("span", {class: "bar", "aria-hidden": "true"}, fill)] : [])),
      cell("Fetched", "number", row.fetched ? bytes(row.fetched) : ""),
      cell("Took", "number", row.start ? duration(row.took) : ""),
      element("td", {class: "why"}, isolated(row.why)));
    button.addEventListener("click", () => toggle(button, made, row));
    return made;
  }

  function show() {
    const pages = Math.max(1, Math.ceil(view.found.length / PAGE));
    const from = view.page * PAGE;
    byId("rows").replaceChildren(...view.found.slice(from, from + PAGE).map(line));
    byId("shown").textContent = view.found.length === rows.length ? `All ${number(rows.length)} repositories`
      : `${number(view.found.length)} of ${number(rows.length)} repositories`;
    byId("page").textContent = `Page ${view.page + 1} of ${pages}`;
    byId("previous").disabled = view.page === 0;
    byId("next").disabled = view.page >= pages - 1;
    document.querySelector(".pages").hidden = pages === 1;
  }

  function turn(by) {
    view.page += by;
    show();
    byId("repositories").scrollIntoView();
  }

  function sortBy(column, descending) {
    view.column = column;
    view.descending = descending;
    for (const [index, head] of [...byId("heads").children].entries()) {
      if (COLUMNS[index] === column) {
        head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      }
      else {
        head.removeAttribute("aria-sort");
      }
    }
    byId("order").value = column.key;
    sort();
    find();
  }

  function options(select, entries) {
    for (const [value, words] of entries) {
      select.append(element("option", {value}, words));
    }
  }

  function buildTable() {
    for (const column of COLUMNS) {
      const head = element("th", {scope: "col", ...(column.number ? {class: "number"} : {})});
      if (column.compare) {
        const button = element("button", {type: "button"}, column.label);
        button.addEventListener("click", () =>
          sortBy(column, view.column === column ? !view.descending : Boolean(column.descending)));
        head.append(button);
      }
      else {
        head.append(column.label);
      }
      byId("heads").append(head);
    }
    const count = (key, value) => rows.filter((row) => row[key] === value).length;
    options(byId("state"), ORDER.map((state) => [state, count("state", state)]).filter(([, total]) => total)
      .map(([state, total]) => [state, `${STATES[state]} (${number(total)})`]));
    const changed = Object.keys(data.changes).map((kind) => [kind, count("change", kind)]).filter(([, total]) => total);
    byId("change-label").hidden = changed.length === 0;
    options(byId("change"), changed.length ? [["ANY", "changed"], ...changed.map(([kind, total]) => [kind, `${data.changes[kind]} (${number(total)})`])] : []);
    options(byId("order"), COLUMNS.filter((column) => column.compare).map((column) => [column.key, column.label]));
    byId("filter").addEventListener("input", find);
    byId("state").addEventListener("change", find);
    byId("change").addEventListener("change", find);
    byId("order").addEventListener("change", () => {
      const column = COLUMNS.find((each) => each.key === byId("order").value);
      sortBy(column, Boolean(column.descending));
    });
    byId("previous").addEventListener("click", () => turn(-1));
    byId("next").addEventListener("click", () => turn(1));
    for (const link of document.querySelectorAll("[data-state], [data-change]")) {
      link.addEventListener("click", () => choose("", link.dataset.state || "", link.dataset.change || ""));
    }
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
        event.preventDefault();
        byId("filter").focus();
      }
    });
    byId("table").hidden = false;
    sortBy(COLUMNS[0], false);
  }

  function choose(text, state, change) {
    byId("filter").value = text;
    byId("state").value = state;
    byId("change").value = change;
    find();
  }

  // Repositories lie one behind the other in as many lanes as were at work at once.
  function lanes(worked) {
    const ends = [];
    for (const row of worked) {
      let lane = ends.findIndex((end) => end <= row.start);
      lane = lane < 0 ? ends.length : lane;
      ends[lane] = row.start + row.took;
      row.lane = lane;
    }
    return ends.length;
  }

  function svg(tag, attributes, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) {
      made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  }

  function buildTimeline() {
    const WIDTH = 1200;
    const worked = rows.filter((row) => row.start && row.state !== "PENDING").sort((a, b) => a.start - b.start);
    if (worked.length === 0) {
      return;
    }
    const first = worked[0].start;
    const last = worked.reduce((end, row) => Math.max(end, row.start + row.took), first + 1);
    const count = lanes(worked);
    const height = count > 24 ? 5 : count > 12 ? 9 : 14;
    const chart = svg("svg", {viewBox: `0 0 ${WIDTH} ${count * height}`, preserveAspectRatio: "none", role: "img",
      "aria-label": `${number(worked.length)} repositories from ${clock(first, true)} to ${clock(last, true)}, up to ${count} at once; the table has the times`});
    chart.style.height = count * height + "px";
    const open = [];
    const draw = (box) => chart.append(svg("rect", {class: box.state + (box.rows > 1 ? " merged" : ""), x: box.x.toFixed(2), y: box.lane * height + 1,
      width: Math.max(.8, box.end - box.x).toFixed(2), height: height - 2},
    svg("title", {}, box.rows > 1 ? `${box.rows} repositories, ${STATES[box.state]}` : `${box.name}: ${STATES[box.state]}, ${duration(box.took)}`)));
    for (const row of worked) {
      const x = WIDTH * (row.start - first) / (last - first);
      const end = WIDTH * (row.start + row.took - first) / (last - first);
      const box = open[row.lane];
      // Slivers that touch become one box, so that thousands of them stay quick to draw.
      if (box && box.state === row.state && x - box.end < 1 && (end - x < 3 && (box.rows > 1 || box.end - box.x < 3))) {
        box.end = end;
        box.rows++;
        continue;
      }
      if (box) {
        draw(box);
      }
      open[row.lane] = {x, end, lane: row.lane, state: row.state, rows: 1, name: row.name, took: row.took};
    }
    open.forEach(draw);
    const long = last - first > 20 * 3600 * 1000;
    const legend = element("p", {class: "legend"}, ...ORDER.filter((state) => worked.some((row) => row.state === state))
      .map((state) => element("span", {class: "mark " + state}, STATES[state])));
    const axis = element("p", {class: "axis", "aria-hidden": "true"}, ...[0, .25, .5, .75, 1].map((part) =>
      element("span", {}, clock(first + part * (last - first), long))));
    byId("timeline").append(legend, chart, axis);
    const longest = [...worked].sort((a, b) => b.took - a.took).slice(0, 5);
    byId("longest").append("Took longest:", ...longest.map((row) => {
      const button = element("button", {type: "button"}, isolated(row.name), element("span", {}, duration(row.took)));
      button.addEventListener("click", () => {
        choose(row.name, "", "");
        byId("repositories").scrollIntoView();
        byId("filter").focus({preventScroll: true});
      });
      return button;
    }));
    byId("timeline-section").hidden = false;
  }

  // A page that nobody renewed is worth more attention than what it says.
  function tellAge() {
    const age = Date.now() - Date.parse(byId("finished").dateTime);
    const hours = Math.floor(age / 3600000);
    if (hours < 1) {
      return;
    }
    byId("age").textContent = hours < 48 ? `, ${hours} ${hours === 1 ? "hour" : "hours"} ago` : `, ${Math.floor(hours / 24)} days ago: is the job still started every night?`;
    byId("age").classList.toggle("old", hours >= 48);
  }

  tellAge();
  buildTimeline();
  if (rows.length) {
    buildTable();
  }
})();
