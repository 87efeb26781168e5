<?php
// Reads calendar objects and writes them again with sabre/vobject, one JSON line in, one out.
error_reporting(E_ALL & ~E_DEPRECATED);
require 'Sabre/VObject/autoload.php';
while (($line = fgets(STDIN)) !== false) {
    $asked = json_decode($line, true);
    try {
        $answer = ['text' => Sabre\VObject\Reader::read($asked['text'])->serialize()];
    } catch (Throwable $error) {
        $answer = ['error' => get_class($error) . ': ' . $error->getMessage()];
    }
    echo json_encode($answer), "\n";
    flush();
}
