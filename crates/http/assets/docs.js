// The API reference: Swagger UI on this service's own description, and a sign-in that ends with a token in it.
(function () {
  "use strict";

  var session = window.vibeslopSession;

  function byId(id) {
    return document.getElementById(id);
  }

  function say(text) {
    byId("notice").textContent = text;
    byId("notice").hidden = !text;
  }

  function show(me) {
    byId("signed-out").hidden = Boolean(me);
    byId("signed-in").hidden = !me;
    if (me) byId("who").textContent = "Signed in as " + me.username;
  }

  // Swagger UI is dark by a class, and browsers say by a question.
  function followTheScheme() {
    var dark = window.matchMedia("(prefers-color-scheme: dark)");
    function follow() {
      document.documentElement.classList.toggle("dark-mode", dark.matches);
    }
    follow();
    dark.addEventListener("change", follow);
  }

  function start() {
    session.call("/api/openapi.json").then(function (description) {
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
    session.arrive().then(function (message) {
      if (message) say(message);
      var token = session.token();
      if (!token) return show(null);
      return session.call("/api/me", token).then(
        function (me) {
          ui.preauthorizeApiKey("bearer", token);
          show(me);
        },
        function () {
          session.forget();
          show(null);
        }
      );
    });
  }

  byId("sign-out").addEventListener("click", session.end);
  followTheScheme();
  start();
})();
