"use strict";

// validatorUrl: without it Swagger UI sends the document to a server of others.
SwaggerUIBundle({
  dom_id: "#api",
  url: "/api/v1/openapi.json",
  deepLinking: true,
  docExpansion: "none",
  validatorUrl: null,
});
