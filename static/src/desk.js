// Keys for people who work here all day: j k through the rows, o opens, and every [data-key] on the page by its own letter.
(function () {
  'use strict';
  var d = document, off = false, at = -1;
  try { off = localStorage.getItem('keys') === 'off'; } catch (e) { /* storage refused: keys stay on */ }
  function rows() { return [].slice.call(d.querySelectorAll('[data-row]')); }
  function go(step) {
    var list = rows();
    if (!list.length) return;
    list.forEach(function (row, i) { if (row.contains(d.activeElement)) at = i; });
    at = Math.max(0, Math.min(list.length - 1, at + step));
    list[at].querySelector('a').focus();
  }
  function use(el) {
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName)) {
      for (var up = el.parentNode; up; up = up.parentNode) if (up.tagName === 'DETAILS') up.open = true;
      el.focus();
    } else el.click();
  }
  d.addEventListener('keydown', function (e) {
    var box = e.target, key = e.key, el;
    if (e.ctrlKey || e.altKey || e.metaKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(box.tagName) && !/^(radio|checkbox|submit)$/.test(box.type)) {
      if (key === 'Escape') box.blur();
      return;
    }
    if (off && key !== '?') return;
    if (key === 'j') go(1);
    else if (key === 'k') go(-1);
    else if (key === 'o') { el = rows()[Math.max(at, 0)]; if (el) el.querySelector('a').click(); }
    else if (key === '?') { el = d.getElementById('keys'); if (el) { el.open = !el.open; if (el.open) el.querySelector('summary').focus(); } }
    else if (/^[a-z\/]$/.test(key)) { el = d.querySelector('[data-key="' + key + '"]'); if (el) use(el); else return; }
    else return;
    e.preventDefault();
  });
  d.addEventListener('change', function (e) {
    if (e.target.id !== 'keys-off') return;
    off = e.target.checked;
    try { localStorage.setItem('keys', off ? 'off' : 'on'); } catch (x) { /* then only for this page */ }
  });
  var tick = d.getElementById('keys-off');
  if (tick) tick.checked = off;
  // Typing keeps the session awake. Where this fails the server keeps the form, and it comes back after signing in.
  var alive = Date.now();
  d.addEventListener('input', function () {
    var token = d.querySelector('[name=csrf_token]'), ask;
    if (!token || Date.now() - alive < 60000) return;
    alive = Date.now();
    ask = new XMLHttpRequest();
    ask.open('POST', '/desk/alive');
    ask.setRequestHeader('X-CSRFToken', token.value);
    ask.send();
  });
})();
