-- name: office_fonts
SELECT sha256, name, size, face FROM office_fonts ORDER BY place;

-- name: office_fonts_cleared!
DELETE FROM office_fonts;

-- name: office_font_added!
INSERT INTO office_fonts (place, sha256, name, size, face) VALUES (:place, :sha256, :name, :size, :face);
