// Keeps the dashboard's numbers new. The page is asked for again, and what it marks with `data-live` takes the place of
// what stood there; all else stays, and so do focus, scrolling and what was unfolded.
(function () {
  "use strict";

  var EVERY = 2000;
  // After a failure it is tried less often, up to this.
  var SLOWEST = 30000;

  var session = window.vibeslopSession;
  var state = document.getElementById("state");
  var pause = document.getElementById("pause");
  var signOut = document.getElementById("sign-out");
  var paused = false;
  var wait = EVERY;
  var timer = null;

  function say(text) {
    // Told anew only if it is new: it is read aloud.
    if (state.textContent !== text) state.textContent = text;
  }

  function put(fresh) {
    var live = fresh.querySelectorAll("[data-live]");
    var missing = Array.prototype.some.call(live, function (part) {
      return !document.getElementById(part.id);
    });
    if (missing || !live.length) {
      document.querySelector("main").replaceChildren.apply(document.querySelector("main"), fresh.querySelector("main").childNodes);
      return;
    }
    live.forEach(function (part) {
      var old = document.getElementById(part.id);
      if (old.innerHTML !== part.innerHTML) old.replaceChildren.apply(old, part.childNodes);
    });
  }

  function seen() {
    return Boolean(document.querySelector("[data-live]"));
  }

  function refresh() {
    var token = session.token();
    var headers = token ? { Authorization: "Bearer " + token } : {};
    return fetch(location.pathname, { headers: headers, cache: "no-store" }).then(function (answer) {
      return answer.text().then(function (text) {
        var readable = answer.ok || answer.status === 401 || answer.status === 403;
        if (!readable) throw new Error("the answer was " + answer.status);
        put(new DOMParser().parseFromString(text, "text/html"));
        pause.hidden = !seen();
        signOut.hidden = !token;
        wait = EVERY;
        say(seen() ? "Live" : "");
      });
    });
  }

  function next() {
    clearTimeout(timer);
    if (paused || document.hidden) return;
    if (!seen() && !session.token()) return;
    timer = setTimeout(step, wait);
  }

  function step() {
    refresh().then(next, function () {
      wait = Math.min(wait * 2, SLOWEST);
      say("No answer, trying again");
      next();
    });
  }

  pause.addEventListener("click", function () {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    say(paused ? "Paused" : "Live");
    if (paused) clearTimeout(timer);
    else step();
  });
  signOut.addEventListener("click", session.end);
  document.addEventListener("visibilitychange", function () {
    if (document.hidden) clearTimeout(timer);
    else if (!paused) step();
  });

  session.arrive().then(function (message) {
    if (message) document.getElementById("refusal").textContent = message;
    pause.hidden = !seen();
    if (seen()) say("Live");
    if (seen() || session.token()) step();
  });
})();
