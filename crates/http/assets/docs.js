// The API reference: Swagger UI on this service's own description, and a sign-in that ends with a token in it.
(function () {
  "use strict";

  // For this tab alone, gone when it is closed.
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

  function byId(id) {
    return document.getElementById(id);
  }

  function say(text) {
    byId("notice").textContent = text;
    byId("notice").hidden = !text;
  }

  function call(path, token, init) {
    var headers = { "Content-Type": "application/json" };
    if (token) headers.Authorization = "Bearer " + token;
    return fetch(path, Object.assign({ headers: headers }, init)).then(function (answer) {
      return answer.json().then(function (body) {
        if (!answer.ok) throw new Error(body.message || "Something failed.");
        return body;
      });
    });
  }

  // What the address says of a sign-in that has just ended. It is taken out of the address at once.
  function arrival() {
    var query = new URLSearchParams(location.search);
    var code = query.get("code");
    var error = query.get("error");
    var begun = sessionStorage.getItem(BEGUN);
    if (code || error) {
      history.replaceState(null, "", location.pathname + location.hash);
      sessionStorage.removeItem(BEGUN);
    }
    if (!begun) return Promise.resolve();
    if (error) {
      say(MESSAGES[error] || "The sign-in failed.");
    } else if (code) {
      return call("/api/auth/token", null, { method: "POST", body: JSON.stringify({ code: code }) }).then(
        function (issued) {
          sessionStorage.setItem(TOKEN, issued.token);
        },
        function (failure) {
          say(failure.message);
        }
      );
    }
    return Promise.resolve();
  }

  function show(me) {
    byId("signed-out").hidden = Boolean(me);
    byId("signed-in").hidden = !me;
    if (me) byId("who").textContent = "Signed in as " + me.username;
  }

  function start() {
    call("/api/openapi.json").then(function (description) {
      // Calls go to where this page came from, whatever name that has.
      description.servers = [{ url: location.origin }];
      var ui = SwaggerUIBundle({
        spec: description,
        dom_id: "#swagger-ui",
        deepLinking: true,
        displayRequestDuration: true,
        validatorUrl: null,
        onComplete: function () {
          signIn(ui);
        },
      });
    }, function (failure) {
      say(failure.message);
    });
  }

  function signIn(ui) {
    arrival().then(function () {
      var token = sessionStorage.getItem(TOKEN);
      if (!token) return show(null);
      return call("/api/me", token).then(
        function (me) {
          ui.preauthorizeApiKey("bearer", token);
          show(me);
        },
        function () {
          sessionStorage.removeItem(TOKEN);
          show(null);
        }
      );
    });
  }

  byId("signed-out").addEventListener("click", function (event) {
    if (event.target.closest("a.sign-in")) sessionStorage.setItem(BEGUN, "1");
  });

  byId("sign-out").addEventListener("click", function () {
    var token = sessionStorage.getItem(TOKEN);
    sessionStorage.removeItem(TOKEN);
    call("/api/auth/logout", token, { method: "POST" }).then(
      function () {
        location.reload();
      },
      function () {
        location.reload();
      }
    );
  });

  start();
})();
