// Who is signed in on the pages of this service: for this tab alone, gone when it is closed.
window.vibeslopSession = (function () {
  "use strict";

  var TOKEN = "vibeslop.docs.token";
  // Set by the click that begins a sign-in: a code that came by a link from elsewhere is left alone.
  var BEGUN = "vibeslop.docs.begun";

  var MESSAGES = {
    access_denied: "The sign-in was cancelled.",
    state_mismatch: "The sign-in took too long or was begun elsewhere. Please start again.",
    email_taken: "Another account has the same mail address.",
    suspended: "This account is suspended.",
    provider_error: "The service that you sign in with did not answer as it should.",
  };

  function token() {
    return sessionStorage.getItem(TOKEN);
  }

  function forget() {
    sessionStorage.removeItem(TOKEN);
  }

  function call(path, bearer, init) {
    var headers = { "Content-Type": "application/json" };
    if (bearer) headers.Authorization = "Bearer " + bearer;
    return fetch(path, Object.assign({ headers: headers }, init)).then(function (answer) {
      return answer.json().then(function (body) {
        if (!answer.ok) throw new Error(body.message || "Something failed.");
        return body;
      });
    });
  }

  // What the address says of a sign-in that has just ended, which is taken out of it at once. Ends with what a person
  // should know, or nothing.
  function arrive() {
    var query = new URLSearchParams(location.search);
    var code = query.get("code");
    var error = query.get("error");
    var begun = sessionStorage.getItem(BEGUN);
    if (code || error) {
      history.replaceState(null, "", location.pathname + location.hash);
      sessionStorage.removeItem(BEGUN);
    }
    if (!begun || !(code || error)) return Promise.resolve("");
    if (error) return Promise.resolve(MESSAGES[error] || "The sign-in failed.");
    return call("/api/auth/token", null, { method: "POST", body: JSON.stringify({ code: code }) }).then(
      function (issued) {
        sessionStorage.setItem(TOKEN, issued.token);
        return "";
      },
      function (failure) {
        return failure.message;
      }
    );
  }

  function end() {
    var spoken = token();
    forget();
    function reload() {
      location.reload();
    }
    call("/api/auth/logout", spoken, { method: "POST" }).then(reload, reload);
  }

  // Notes the clicks that begin a sign-in.
  document.addEventListener("click", function (event) {
    if (event.target.closest("a.sign-in")) sessionStorage.setItem(BEGUN, "1");
  });

  return { arrive: arrive, call: call, end: end, forget: forget, token: token };
})();
