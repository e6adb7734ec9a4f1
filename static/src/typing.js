// Typing in paper sheets: a digit is a whole answer, so the next question follows at once.
(function () {
  'use strict';
  var form = document.querySelector('[data-typing]');
  if (!form) return;
  var boxes = [].slice.call(form.querySelectorAll('.keyed input'));
  form.addEventListener('focusin', function (e) { if (e.target.select && boxes.indexOf(e.target) >= 0) e.target.select(); });
  form.addEventListener('input', function (e) {
    var at = boxes.indexOf(e.target);
    if (at < 0 || !e.target.hasAttribute('data-digit') || !/^[0-5]$/.test(e.target.value)) return;
    if (boxes[at + 1]) boxes[at + 1].focus();
  });
  // Back in an empty box: the answer before it was wrong.
  form.addEventListener('keydown', function (e) {
    var at = boxes.indexOf(e.target);
    if (e.key === 'Backspace' && at > 0 && e.target.value === '') { e.preventDefault(); boxes[at - 1].focus(); }
  });
  // The first box has autofocus; a refused sheet begins at its fault.
  var wrong = form.querySelector('[aria-invalid]');
  if (wrong) wrong.focus();
})();
