// Small comforts for pages that work without them.
(function () {
  'use strict';
  var d = document, all = function (s) { return [].slice.call(d.querySelectorAll(s)); };
  function start() {
    all('[data-print]').forEach(function (b) { b.hidden = false; b.onclick = function () { window.print(); }; });
    all('[data-left].count').forEach(function (p) {
      var box = p.parentNode.querySelector('textarea');
      box.oninput = function () { p.textContent = p.getAttribute('data-left').replace('{n}', box.maxLength - box.value.length); };
    });
    if (navigator.geolocation) all('[data-geo]').forEach(function (b) {
      b.hidden = false;
      b.onclick = function () {
        var ids = b.getAttribute('data-geo').split(' ');
        navigator.geolocation.getCurrentPosition(function (at) {
          d.getElementById(ids[0]).value = at.coords.latitude.toFixed(6);
          d.getElementById(ids[1]).value = at.coords.longitude.toFixed(6);
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
