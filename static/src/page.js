// Small comforts for pages that work without them.
(function () {
  'use strict';
  var d = document, all = function (s, part) { return [].slice.call((part || d).querySelectorAll(s)); };
  function start() {
    all('[data-print]').forEach(function (b) { b.hidden = false; b.onclick = function () { window.print(); }; });
    all('[data-left].count').forEach(function (p) {
      var box = p.parentNode.querySelector('textarea');
      box.oninput = function () { p.textContent = p.getAttribute('data-left').replace('{n}', box.maxLength - box.value.length); };
    });
    if (navigator.geolocation) all('[data-geo]').forEach(function (b) {
      b.hidden = false;
      b.onclick = function () {
        navigator.geolocation.getCurrentPosition(function (at) {
          d.getElementById(b.getAttribute('data-geo')).value = at.coords.latitude.toFixed(6) + ', ' + at.coords.longitude.toFixed(6);
        }, function () { b.nextElementSibling.textContent = b.getAttribute('data-failed'); });
      };
    });
    var wrong = d.querySelector('.errors');
    if (wrong) wrong.focus();
  }
  // A second tap on a slow line sends nothing twice; after five seconds it may try again.
  d.addEventListener('submit', function (e) {
    var f = e.target, now = Date.now();
    if (e.defaultPrevented || f.hasAttribute('hx-post')) return;
    if (f.sentAt && now - f.sentAt < 5000) { e.preventDefault(); return; }
    f.sentAt = now;
  });
  window.addEventListener('pageshow', function () { all('form').forEach(function (f) { f.sentAt = 0; }); });
  // An open file: warn two minutes before, leave when its time is up, also after the telephone slept.
  var file = d.querySelector('[data-seconds]'), ends;
  if (file) {
    ends = Date.now() + file.getAttribute('data-seconds') * 1000;
    setInterval(function () {
      var rest = ends - Date.now();
      if (rest < 120000) file.querySelector('.warning').hidden = false;
      if (rest <= 0) location.replace(file.getAttribute('data-left'));
    }, 5000);
  }
  // What is typed while an answer is on its way, or stands unsent in another form, outlives the swap.
  var asked, kept;
  function boxes(e) { return all('[id][name]:not([type=hidden]):not([type=file])', e.detail.target); }
  function held(b) { return b.value + b.checked; }
  d.addEventListener('htmx:beforeRequest', function (e) {
    asked = {};
    boxes(e).forEach(function (b) { asked[b.id] = held(b); });
  });
  d.addEventListener('htmx:beforeSwap', function (e) {
    var sent = e.detail.requestConfig.elt.closest('form');
    kept = boxes(e).filter(function (b) {
      return asked[b.id] && asked[b.id] !== held(b) || b.rows && b.form !== sent && b.value !== b.defaultValue;
    });
  });
  d.addEventListener('htmx:afterSwap', function () {
    kept.forEach(function (b) {
      var now = d.getElementById(b.id), fold = now && now.closest('details');
      if (!now) return;
      now.value = b.value;
      now.checked = b.checked;
      if (fold) fold.open = true;
    });
  });
  // htmx swaps no failure by itself: show the server's words where it sends them, ours when it sent none.
  var alert = d.getElementById('alert');
  function failed() {
    alert.textContent = '';
    var p = alert.appendChild(d.createElement('p'));
    p.className = 'flash bad';
    p.textContent = alert.getAttribute('data-failed');
  }
  if (alert) {
    d.addEventListener('htmx:beforeRequest', function () { alert.textContent = ''; });
    d.addEventListener('htmx:beforeSwap', function (e) {
      var told = e.detail.xhr.getResponseHeader('HX-Retarget'), code = e.detail.xhr.status;
      if (code < 400 || code === 409 || code === 422) return;
      e.detail.shouldSwap = !!told;
      e.detail.isError = !told;
    });
    d.addEventListener('htmx:responseError', failed);
    d.addEventListener('htmx:sendError', failed);
  }
  d.addEventListener('htmx:afterSwap', start);
  start();
})();
