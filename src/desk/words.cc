#include "desk/words.h"

#include <algorithm>
#include <array>

namespace tansiq::desk {
namespace {

// Numbers and names stand behind a colon, so that nothing must agree with them.
constexpr std::array words = {
    // What it is, at the beginning of every line.
    Word{"actual", "", "", "", ""},
    Word{"exercise", "EXERCISE EXERCISE", "EXERCICE EXERCICE", "EJERCICIO EJERCICIO", "تمرين تمرين"},
    Word{"test", "TEST TEST", "ESSAI ESSAI", "PRUEBA PRUEBA", "اختبار اختبار"},
    // The piles.
    Word{"acknowledge-pile", "To acknowledge", "À confirmer", "Por confirmar", "بانتظار التأكيد"},
    Word{"answer-pile", "To answer", "À traiter", "Por responder", "بانتظار الردّ"},
    Word{"know-pile", "To know", "À savoir", "Para saber", "للعلم"},
    Word{"nothing", "Nothing waits", "Rien n'attend", "No hay nada pendiente", "لا شيء ينتظر"},
    // Deadlines.
    Word{"by", "by {}", "avant {}", "antes de {}", "قبل {}"},
    Word{"since", "overdue since {}", "délai dépassé depuis {}", "fuera de plazo desde {}",
         "انقضت المهلة منذ {}"},
    Word{"first", "first: {}", "première échéance : {}", "primer plazo: {}", "أقرب مهلة: {}"},
    Word{"late-count", "overdue: {}", "délai dépassé : {}", "fuera de plazo: {}", "انقضت مهلتها: {}"},
    Word{"unread-count", "unread: {}", "non lus : {}", "sin leer: {}", "غير مقروء: {}"},
    Word{"from", "from: {}", "de : {}", "de: {}", "من: {}"},
    Word{"waits-notice", "Something waits on the duty desk", "Quelque chose attend au bureau de permanence",
         "Hay algo pendiente en el puesto de guardia", "هناك ما ينتظر في مكتب المناوبة"},
    // Standing.
    Word{"open", "open", "en cours", "abierta", "مفتوح"},
    Word{"overdue", "overdue", "délai dépassé", "fuera de plazo", "انقضت المهلة"},
    Word{"closed", "closed", "clôturée", "cerrada", "مغلق"},
    Word{"partial", "partial view: answers to others are not shown here",
         "vue partielle : les réponses aux autres ne sont pas visibles ici",
         "vista parcial: las respuestas a otros no se muestran aquí",
         "عرض جزئي: لا تظهر هنا الردود الموجَّهة إلى غيرنا"},
    Word{"late", "late", "tardif", "con retraso", "متأخّر"},
    Word{"anew", "must be acknowledged anew", "à confirmer de nouveau", "debe confirmarse de nuevo",
         "يجب تأكيده من جديد"},
    // Verdicts on answers.
    Word{"counts", "counts", "compte", "cuenta", "معتدّ به"},
    Word{"replaced", "replaced by a later one", "remplacé par un plus récent",
         "sustituido por otro posterior", "حلّ محله ردّ لاحق"},
    Word{"taken-back", "taken back", "retiré", "retirado", "سُحب"},
    Word{"earlier-version", "of an earlier version", "sur une version antérieure",
         "sobre una versión anterior", "على نسخة سابقة"},
    Word{"other-nature", "counts for nothing: exercise and reality are apart",
         "ne compte pas : exercice et réalité sont séparés", "no cuenta: ejercicio y realidad van aparte",
         "لا يُعتدّ به: التمرين منفصل عن الواقع"},
    Word{"not-asked", "counts for nothing: that service was not asked",
         "ne compte pas : ce service n'a pas été sollicité", "no cuenta: no se preguntó a ese servicio",
         "لا يُعتدّ به: لم تُسأل هذه الجهة"},
    Word{"not-its-own", "counts for nothing: it speaks for another service",
         "ne compte pas : il parle au nom d'un autre service", "no cuenta: habla en nombre de otro servicio",
         "لا يُعتدّ به: يتكلّم باسم جهة أخرى"},
    // Remarks.
    Word{"nature-changed", "Its versions differ in whether it is an exercise",
         "Ses versions ne s'accordent pas sur le fait qu'il s'agit d'un exercice",
         "Sus versiones difieren en si es un ejercicio", "تختلف نسخه في كونه تمرينًا"},
    Word{"versions-differ", "One version came with two contents",
         "Une même version est arrivée avec deux contenus", "Una misma versión llegó con dos contenidos",
         "وصلت نسخة واحدة بمضمونين"},
    Word{"answers-differ", "A service said two things at once; the less reassuring one counts",
         "Un service a dit deux choses à la fois ; la moins rassurante compte",
         "Un servicio dijo dos cosas a la vez; cuenta la menos tranquilizadora",
         "قالت جهة أمرين في آن واحد؛ ويُعتدّ بالأقلّ طمأنة"},
    Word{"answered-otherwise", "Somebody answered an exercise as real, or the reverse",
         "Quelqu'un a répondu à un exercice comme à la réalité, ou l'inverse",
         "Alguien respondió a un ejercicio como si fuera real, o al revés",
         "ردّ أحدهم على تمرين كأنه واقع، أو العكس"},
    // Escalation.
    Word{"unacknowledged-step", "Not acknowledged; tell: {}", "Réception non confirmée ; prévenir : {}",
         "Recepción sin confirmar; avise a: {}", "لم يؤكَّد الاستلام؛ أبلغوا: {}"},
    Word{"silent-step", "Silent after the deadline: {}", "Sans réponse après l'échéance : {}",
         "Sin respuesta tras el plazo: {}", "لا ردّ بعد انقضاء المهلة: {}"},
    Word{"sender-step", "The sender sees our silence: {}", "L'expéditeur voit notre silence : {}",
         "El remitente ve nuestro silencio: {}", "المرسِل يرى صمتنا: {}"},
};

const Word* find(std::span<const Word> all, std::string_view word) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Word& each) { return each.word == word; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

Lang lang_from(std::string_view tag) {
  const auto main = tag.substr(0, tag.find('-'));
  return main == "fr" ? Lang::fr : main == "es" ? Lang::es : main == "ar" ? Lang::ar : Lang::en;
}

std::string_view text_in(const Word& word, Lang lang) {
  return lang == Lang::fr ? word.fr : lang == Lang::es ? word.es : lang == Lang::ar ? word.ar : word.en;
}

std::string_view say(std::string_view word, Lang lang, const Kind* kind) {
  const Word* found = kind == nullptr ? nullptr : find(kind->words, word);
  if (found == nullptr) found = find(words, word);
  return found == nullptr ? word : text_in(*found, lang);
}

std::span<const Word> common_words() {
  return words;
}

}  // namespace tansiq::desk
