#include "wire/api/answer.h"

#include "wire/api/input.h"
#include "wire/caller.h"
#include "wire/json_text.h"

namespace tansiq::wire::api {

namespace {

constexpr int unavailable_now = 503;
constexpr const char* retry_after_s = "1";

}  // namespace

http::Response answer(std::string media_type, std::string body) {
  http::Response response;
  response.fields = {{"Content-Type", std::move(media_type)},
                     {"Cache-Control", "no-store"},
                     {"X-Content-Type-Options", "nosniff"}};
  response.body = std::move(body);
  return response;
}

http::Response json_answer(std::string json) {
  return answer("application/json", std::move(json));
}

http::Response refusal(int status, const base::Error& error) {
  ObjectText text;
  text.text("fault", base::name_of(error.fault)).text("what", error.what);
  if (!error.where.empty()) text.text("where", error.where);
  if (!error.hint.empty()) text.text("hint", error.hint);
  auto response = json_answer(text.done());
  response.status = status;
  if (error.fault == base::Fault::unauthenticated)
    response.fields.emplace_back("WWW-Authenticate", std::string(challenges));
  if (status == unavailable_now) response.fields.emplace_back("Retry-After", retry_after_s);
  return response;
}

http::Response refusal(const base::Error& error) {
  constexpr int unsupported_media_type = 415;
  if (error.fault == base::Fault::unsupported && error.where == "Content-Type")
    return refusal(unsupported_media_type, error);
  if (error.fault != base::Fault::internal) return refusal(status_of(error.fault), error);
  // What broke inside is for the node's own log and for nobody outside.
  return refusal(status_of(error.fault), {error.fault, "the node could not do this", {}, {}});
}

std::function<http::Response(const Call&)> handler(const Context& context, Act act) {
  return [context, act = std::move(act)](const Call& call) {
    const auto actor = caller_of(context.node, call.request);
    if (!actor) return refusal(actor.error());
    if (auto checked = Input(call).check(); !checked) return refusal(checked.error());
    auto response = act(context, *actor, call);
    return response ? std::move(*response) : refusal(response.error());
  };
}

Route route_of(const Context& context, const char* method, const char* pattern, const char* operation,
               const char* summary, std::vector<Parameter> parameters, const char* body, const char* schema,
               Act act) {
  return {method,
          pattern,
          operation,
          summary,
          std::move(parameters),
          body,
          {{200, "done", schema}},
          handler(context, std::move(act))};
}

std::string binding_of(const node::Actor& actor, const Call& call) {
  std::string binding = actor.name + '\n' + call.request.path;
  for (const auto& [name, value] : call.request.query)
    if (name != "next" && name != "limit") binding += '\n' + name + '=' + value;
  return binding;
}

}  // namespace tansiq::wire::api
